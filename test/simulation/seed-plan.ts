import { allKinds, answerKinds, drawPlan } from "./faults/kinds.ts";
import { ownKinds } from "./machine/own-kinds.ts";
import type { FaultPlan, Random } from "./parts.ts";

/** What may go wrong in a seed, around the App's machine and in it. */
export function drawPlanOf(random: Random): FaultPlan {
  return drawPlan(random, { ...allKinds, ...ownKinds, ...answerKinds });
}
