import { due } from "./due.ts";
import { surveyOf } from "./survey.ts";
import { isClosed } from "./task.ts";
import { rootOf, type Tree } from "./tree.ts";

/**
 * Nothing will ever be done for this tree unless a person takes it up again: its root is closed, neither GitHub nor the
 * clock is waited for, and what is not said and paid for has been given up (a restart tries it once more).
 */
export function isFinished(tree: Tree): boolean {
  if (tree.tasks.size === 0 || !isClosed(rootOf(tree).status)) return false;
  const survey = surveyOf(tree);
  if (survey.count("open") > 0 || survey.count("clocked") > 0) return false;
  const trouble = survey.tasks("troubled").flatMap((task) => task.trouble);
  const isGivenUp = ({ key }: { key: string }) =>
    trouble.some((each) => each.key === key && each.retryAt === undefined);
  return (
    trouble.every(({ retryAt }) => retryAt === undefined) && due(tree, { now: Infinity }).every(isGivenUp)
  );
}

/** Something of it was given up for want of what a restart may bring. */
export function hasTrouble(tree: Tree): boolean {
  return surveyOf(tree).count("troubled") > 0;
}
