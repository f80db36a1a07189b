import { stickyAt } from "./due-people.ts";
import { momentsOfTask } from "./moments-of-task.ts";
import { nextQuestionAt } from "./question-turn.ts";
import type { Rules } from "./rules.ts";
import { stickyState } from "./sticky-state.ts";
import { surveyOf } from "./survey.ts";
import { rootOf, type Tree } from "./tree.ts";

/** The next moment (milliseconds since the epoch) at which the clock alone makes something due; undefined: never. */
export function wakeAt(tree: Tree, rules: Rules): number | undefined {
  if (tree.tasks.size === 0) return undefined;
  const { facts } = rootOf(tree);
  let next = Infinity;
  const consider = (moment: number) => {
    if (moment > rules.now && moment < next) next = moment;
  };
  if (facts.sticky && facts.sticky.state !== stickyState(tree)) consider(stickyAt(facts.sticky.at, facts));
  consider(nextQuestionAt(tree) ?? Infinity);
  for (const task of surveyOf(tree).tasks("clocked")) momentsOfTask(task, facts).forEach(consider);
  return next === Infinity ? undefined : next;
}
