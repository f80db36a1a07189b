/** Sums minutes per client and project, in the order in which they first appear. */
export function minutesByProject(entries) {
  const sums = new Map();
  for (const { client, project, minutes } of entries) {
    const name = `${client} / ${project}`;
    sums.set(name, (sums.get(name) ?? 0) + minutes);
  }
  return [...sums].map(([name, minutes]) => ({ name, minutes }));
}

/** 95 becomes "1h 35m". */
export function formatDuration(minutes) {
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
}
