import type { FaultPlan } from "../parts.ts";
import type { Scene } from "../world/scene.ts";
import { talks } from "./recorded-talks.ts";

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
  run("a red check", 104, 2, { "ci-red": 0.6 }),
  run("red checks everywhere", 102, 3, { "ci-red": 0.9 }),
  run("a red root, repaired", 106, 1, { "root-red": 0.6 }),
  run("a verify run that is red", 148, 2, { "verify-red": 0.6 }),
  run("a worker at its limit", 105, 2, { "worker-limit": 0.5 }),
  run("a worker that breaks", 106, 2, { "worker-infra": 0.5 }),
  run("a worker's report without a form", 107, 2, { "worker-format": 0.5 }),
  run("a worker beside its scope", 122, 2, { "worker-scope": 0.3, "worker-unsafe": 0.3 }),
  run("a planner in prose", 111, 2, { "model-prose": 0.5 }),
  run("a planner with a cycle", 110, 3, { "model-cycle": 0.4, "model-schema": 0.3 }),
  run("a leaf that cannot be done", 111, 2, { "worker-infeasible": 0.5 }),
  run("workers that are blocked", 112, 3, { "worker-blocked": 0.4 }),
  run("a budget that ends at the second model", 730, 1, { "ci-red": 0.9 }, { budgetUsd: 0.4 }),
  run("leaves that a person reviews", 709, 2),
  run("two leaves in one file, a conflict", 225, 3),
  run("patches on a foreign base", 118, 3, { "worker-base": 0.3, "worker-foreign": 0.3 }),
  run("a run that does not end", 325, 2, { "run-hangs": 0.4 }),
  run("a fixer that helps", 528, 1, { "worker-limit": 0.9 }),
  ...talks.map(({ name, seed, leavesMost, plan = {}, scene }) => run(name, seed, leavesMost, plan, scene)),
];
