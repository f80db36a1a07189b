import type { Outcome } from "../run-seed.ts";

/** What was run, in words: how much, how fast, what struck, and what came of it. */
export function summaryOf(
  outcomes: readonly Outcome[],
  { jobs, realMs, cpuMs }: { jobs: number; realMs: number; cpuMs: number },
): string {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
  const seconds = realMs / 1000;
  const hours = sum(({ virtualMs }) => virtualMs) / 3_600_000;
  const events = sum((outcome) => outcome.events);
  const ends = countBy(outcomes.flatMap((outcome) => Object.values(outcome.ends)));
  const finished = outcomes.filter((outcome) => isFinished(outcome)).length;
  const struck = new Map<string, number>();
  for (const outcome of outcomes)
    for (const [kind, count] of Object.entries(outcome.struck))
      struck.set(kind, (struck.get(kind) ?? 0) + count);
  const sorted = [...struck].sort(([a], [b]) => (a < b ? -1 : 1));
  const faults = sorted.filter(([kind]) => !kind.startsWith("talk/"));
  const talk = sorted.filter(([kind]) => kind.startsWith("talk/"));
  return [
    `${outcomes.length} seeds in ${seconds.toFixed(0)} s: ${(outcomes.length / seconds / jobs).toFixed(1)} a second and thread, ${(cpuMs / 1000 / outcomes.length).toFixed(3)} s of CPU time each`,
    `${events} events (${(events / seconds).toFixed(0)} a second), ${sum(({ tasks }) => tasks)} tasks, ${sum(({ writes }) => writes)} writes to GitHub, ${sum(({ starts }) => starts)} starts`,
    `${hours.toFixed(0)} virtual hours, ${(hours / seconds).toFixed(1)} in a second`,
    `faults: ${faults.map(([kind, count]) => `${kind} ${count}`).join(", ")}`,
    `talk: ${talk.map(([what, count]) => `${what.replace("talk/", "")} ${count}`).join(", ")}; ${shareAsked(outcomes, 1)} % of the seeds have a question, ${shareAsked(outcomes, 4)} % more than three`,
    `roots: ${ends.map(([end, count]) => `${end} ${count}`).join(", ")}`,
    `came to an end: ${((100 * finished) / outcomes.length).toFixed(1)}% of the seeds`,
    `violations in ${outcomes.filter(({ violations }) => violations.length > 0).length} seeds`,
  ].join("\n");
}

/** Percent of the seeds in which so many questions were asked at least. */
function shareAsked(outcomes: readonly Outcome[], least: number): string {
  const asked = outcomes.filter(({ struck }) => (struck["talk/questions"] ?? 0) >= least);
  return ((100 * asked.length) / outcomes.length).toFixed(0);
}

function isFinished({ ends }: Outcome): boolean {
  const all = Object.values(ends);
  return all.length > 0 && !all.includes("working");
}

function countBy(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
