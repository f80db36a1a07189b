import type { FaultPlan } from "../parts.ts";
import type { Scene } from "../world/scene.ts";

/** A run whose every step is worth dying at. Nothing fails by the moment, only by the fate of the thing itself. */
export type RecordedRun = Readonly<{
  name: string;
  seed: number;
  leavesMost: number;
  plan: FaultPlan;
  scene: Scene;
}>;

const run = (
  name: string,
  seed: number,
  leavesMost: number,
  plan: FaultPlan = {},
  scene: Scene = {},
): RecordedRun => ({ name, seed, leavesMost, plan, scene });

/** Shapes, and everything that can make a tree take another way than the straight one. */
export const recordedRuns: readonly RecordedRun[] = [
  run("one leaf", 1, 1),
  run("one leaf, verified", 5, 1),
  run("two leaves", 2, 2),
  run("two leaves, in other sizes", 12, 2),
  run("three leaves", 3, 3),
  run("three leaves that wait for each other", 21, 3),
  run("four leaves", 4, 4),
  run("five leaves", 13, 5),
  run("eight leaves on levels", 8, 8),
  run("a red check", 101, 2, { "ci-red": 0.6 }),
  run("red checks everywhere", 102, 3, { "ci-red": 0.9 }),
  run("a red root, repaired", 103, 2, { "root-red": 0.6 }),
  run("a verify run that is red", 104, 2, { "verify-red": 0.6 }),
  run("a worker at its limit", 105, 2, { "worker-limit": 0.5 }),
  run("a worker that breaks", 106, 2, { "worker-infra": 0.5 }),
  run("a worker's report without a form", 107, 2, { "worker-format": 0.5 }),
  run("a worker beside its scope", 108, 2, { "worker-scope": 0.5, "worker-unsafe": 0.3 }),
  run("a planner in prose", 109, 2, { "model-prose": 0.4 }),
  run("a planner with a cycle", 110, 3, { "model-cycle": 0.4, "model-schema": 0.3 }),
  run("a leaf that must be split", 111, 2, { "worker-infeasible": 0.5 }),
  run("workers that are blocked", 112, 3, { "worker-blocked": 0.4 }),
  run("a budget that ends at the second model", 730, 1, { "ci-red": 0.9 }, { budgetUsd: 0.4 }),
  // One leaf at once: whether another one was begun before it was cancelled would be a matter of seconds.
  run(
    "a part that is cancelled with what is below it",
    723,
    3,
    {},
    {
      leavesAtOnce: 1,
      acts: [{ when: { issue: "A.1.0" }, does: { closes: "not_planned", part: "A.1" } }],
    },
  ),
  run(
    "a review that asks for changes",
    722,
    1,
    {},
    { acts: [{ when: { pull: "/epic" }, does: { asksFor: "Please say more in the docs." } }] },
  ),
  run("leaves that a person reviews", 709, 2),
  run("two leaves in one file, a conflict", 225, 3),
  run("patches on a foreign base", 113, 3, { "worker-base": 0.5, "worker-foreign": 0.3 }),
];
