import { microUsd, type Money } from "./money-of-task.ts";
import { surveyOf } from "./survey.ts";
import { rootOf, type Tree } from "./tree.ts";

/** Of all tasks together. */
export function moneyOf(tree: Tree): Money {
  return surveyOf(tree).money;
}

/** What may still be promised: the root's budget less what is spent and what is held back. */
export function leftUsd(tree: Tree): number {
  const { spentUsd, reservedUsd } = moneyOf(tree);
  return microUsd(rootOf(tree).facts.config.budget.usd - spentUsd - reservedUsd);
}
