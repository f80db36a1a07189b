import type { Proposal } from "#src/core/plan.ts";

/** A planner's reply: with children it splits, without it leaves the task to one worker. */
export function plan(
  given: Pick<Proposal, "size" | "acceptance" | "verify" | "files"> & Partial<Proposal>,
): Proposal {
  return {
    type: "feature",
    tags: [],
    risk: "low",
    decision: given.children === undefined ? "execute" : "split",
    children: [],
    questions: [],
    ...given,
  };
}
