import { microUsd, type Money } from "./money-of-task.ts";
import { surveyOf } from "./survey.ts";
import { rootOf, type Tree } from "./tree.ts";

/** Of all tasks together. */
export function moneyOf(tree: Tree): Money {
  return surveyOf(tree).money;
}

/** US dollars that the whole tree may cost: what a person said last, else the configuration; never more than was approved with the plan. */
export function ceilingUsd(tree: Tree): number {
  const { budgetUsd, config, approval } = rootOf(tree).facts;
  return Math.min(budgetUsd ?? config.budget.usd, approval?.usd ?? Infinity);
}

/** What may still be promised: the tree's ceiling less what is spent and what is held back. */
export function leftUsd(tree: Tree): number {
  const { spentUsd, reservedUsd } = moneyOf(tree);
  return microUsd(ceilingUsd(tree) - spentUsd - reservedUsd);
}

/** May this much be held back for a task: it is there, and nobody else was promised it. */
export function canReserve(tree: Tree, id: string, usd: number): boolean {
  if (usd > leftUsd(tree)) return false;
  const { promises } = surveyOf(tree);
  const extra = promises.extraUsd(id, usd);
  return extra <= 0 || microUsd(promises.promisedUsd(tree.root) + extra) <= ceilingUsd(tree);
}
