import type { FaultPlan, Random } from "./parts.ts";

const minute = 60_000;

/** Milliseconds between two sweeps: the more is lost on the way, the more depends on them. */
export function drawSweepMs(random: Random, plan: FaultPlan): number {
  const isLosing = (plan["webhook-lost"] ?? 0) > 0.1;
  return random.pick(isLosing ? [3, 10, 10, 30] : [10, 30, 60, 60]) * minute;
}
