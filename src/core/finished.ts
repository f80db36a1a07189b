import { due } from "./due.ts";
import { surveyOf } from "./survey.ts";
import { isClosed } from "./task.ts";
import { rootOf, type Tree } from "./tree.ts";

/**
 * Nothing will ever be done for this tree unless a person takes it up again: its root is closed, everything is said
 * and paid for, and neither GitHub nor the clock is waited for.
 */
export function isFinished(tree: Tree): boolean {
  if (tree.tasks.size === 0 || !isClosed(rootOf(tree).status)) return false;
  const survey = surveyOf(tree);
  const isOpen = (["open", "clocked", "troubled"] as const).some((kind) => survey.count(kind) > 0);
  return !isOpen && due(tree, { now: Infinity }).length === 0;
}
