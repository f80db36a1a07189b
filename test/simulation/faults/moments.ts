import type { Faults, Random } from "../parts.ts";

const hour = 3_600_000;

/**
 * The virtual moments (ms after the start, ascending) at which the App's process is killed in this seed: mostly none or
 * a few, sometimes a storm of them, some within seconds of each other.
 */
export function drawKills({ plan }: Faults, random: Random): number[] {
  const rate = plan["kill"] ?? 0;
  if (rate === 0) return [];
  const count = random.chance(0.2) ? random.between(10, 40) : random.between(1, 6);
  return momentsOf(random, Math.ceil(count * rate));
}

/** Jumps of the machine's clock: when, and by how many milliseconds. */
export function drawClockJumps({ plan }: Faults, random: Random): { at: number; by: number }[] {
  const rate = plan["clock-jump"] ?? 0;
  if (rate === 0) return [];
  return momentsOf(random, random.between(1, 3)).map((at) => ({
    at,
    by: random.pick([-hour, -60_000, 60_000, hour]),
  }));
}

function momentsOf(random: Random, count: number): number[] {
  const moments: number[] = [];
  for (let at = 0; moments.length < count;) {
    at += random.chance(0.2) ? random.between(10, 3000) : random.between(1000, hour);
    moments.push(at);
  }
  return moments;
}
