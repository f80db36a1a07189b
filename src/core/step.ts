import { ceilingUsd, moneyOf } from "./budget.ts";
import { ladderOf } from "./ladder.ts";
import { microUsd } from "./money-of-task.ts";
import { isPaused } from "./readiness.ts";
import { reserveUsd } from "./reserves.ts";
import { nextRung } from "./retry.ts";
import { surveyOf } from "./survey.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";
import { addUsd } from "./usage.ts";

/** What a task does next that money must be held back for, in US dollars; `Infinity` where no price is known. */
export type Step = Readonly<{
  task: string;
  usd: number;
  /** Does it divide a part any further? Not where little is left: that goes to the parts that there are. */
  divides: boolean;
}>;

/** Its planner is asked. */
export function planStep(tree: Tree, { id, parent }: Task): Step {
  const { facts } = rootOf(tree);
  const usd = reserveUsd(facts, "planner", facts.config.models.planner) ?? Infinity;
  return { task: id, usd, divides: parent !== null };
}

/** It is tried (again), on this rung and with this model. */
export function attemptStep(tree: Tree, task: Task): Step & { rung: number; model: string } {
  const ladder = ladderOf(tree, task);
  const rung = Math.min(nextRung(task, ladder), ladder.length - 1);
  const model = String(ladder[rung]);
  const usd = reserveUsd(rootOf(tree).facts, "worker", model) ?? Infinity;
  return { task: task.id, usd, divides: false, rung, model };
}

/** The share of the budget, from which on no part is divided any further. */
const splitsUntil = 0.8;

/** The least budget of the whole tree, in US dollars, with which this step may begin as the tree stands. */
export function ceilingForUsd(tree: Tree, { task, usd, divides }: Step): number {
  const survey = surveyOf(tree);
  const { spentUsd, reservedUsd } = moneyOf(tree);
  const takenUsd = addUsd(spentUsd, reservedUsd);
  // Promises make a step wait for its turn; when nobody else is at work they help nobody.
  const isAlone = survey.count("open") === 0 && survey.count("moving") === 0;
  const extraUsd = isAlone ? 0 : survey.promises.extraUsd(task, usd);
  return Math.max(
    microUsd(takenUsd + usd),
    extraUsd > 0 ? microUsd(survey.promises.promisedUsd(tree.root) + extraUsd) : 0,
    divides ? microUsd(takenUsd / splitsUntil + 1e-6) : 0,
  );
}

export function mayBegin(tree: Tree, step: Step): boolean {
  return ceilingForUsd(tree, step) <= ceilingUsd(tree);
}

/** Of those that wait for money this many are looked at, so that a wide tree costs no more than a small one. */
export const lookedAtMax = 50;

/** What could begin, were there the money for it; of leaves the first ones. */
export function waitingSteps(tree: Tree): Step[] {
  const root = rootOf(tree);
  const survey = surveyOf(tree);
  const isPlanless = root.status === "queued" && !isPaused(tree, root);
  const plans = [...(isPlanless ? [root] : []), ...survey.tasks("replan"), ...survey.tasks("released")];
  const isFree = survey.count("open") < root.facts.config.limits.parallelLeavesMax;
  const leaves = isFree ? survey.tasks("idle").slice(0, lookedAtMax) : [];
  return [...plans.map((task) => planStep(tree, task)), ...leaves.map((task) => attemptStep(tree, task))];
}
