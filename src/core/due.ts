import { dueForPeople, dueForPeopleOf } from "./due-people.ts";
import { dueForWork, dueForWorkOf } from "./due-work.ts";
import type { Effect } from "./effect.ts";
import type { Rules } from "./rules.ts";
import { surveyOf } from "./survey.ts";
import type { Task, Tree } from "./tree.ts";

/**
 * What the tree's state calls for and no receipt shows. Pure: nothing that was decided can be forgotten, because
 * it is read off the tree again each time. Effects that failed a moment ago wait for their time.
 */
export function due(tree: Tree, rules: Rules): readonly Effect[] {
  return calledFor(tree, rules).filter(notWaiting(surveyOf(tree).tasks("troubled"), rules));
}

/** What of that one task calls for. */
export function dueBy(tree: Tree, id: string, rules: Rules): readonly Effect[] {
  const task = tree.tasks.get(id);
  return task === undefined ? [] : calledForBy(tree, task, rules).filter(notWaiting([task], rules));
}

function notWaiting(troubled: readonly Task[], { now }: Rules): (effect: Effect) => boolean {
  const keys = troubled.flatMap(({ trouble }) =>
    trouble.filter(({ retryAt = Infinity }) => retryAt > now).map(({ key }) => key),
  );
  const waits = new Set(keys);
  return ({ key }) => !waits.has(key);
}

/** The same with those that failed a moment ago. */
function calledFor(tree: Tree, rules: Rules): Effect[] {
  if (tree.tasks.size === 0) return [];
  return [...dueForWork(tree, rules), ...dueForPeople(tree, rules)];
}

/** Those of one task; the root's are those of the whole tree as well. */
export function calledForBy(tree: Tree, task: Task, rules: Rules): Effect[] {
  return [...dueForWorkOf(tree, task, rules), ...dueForPeopleOf(tree, task, rules)];
}
