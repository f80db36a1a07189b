import type { Task, Tree } from "#src/core/tree.ts";

/** What an invariant says when it does not hold; `invariant` is `I1` … `I12` of the reliability reference, §1.4. */
export type Finding = Readonly<{ invariant: string; check: string; words: string }>;

/** Two states of one tree, one step apart; `before` is undefined for the first that is seen after a start. */
export type Step = Readonly<{ before: Tree | undefined; after: Tree }>;

/** The tasks that the step touched. */
export function touched({ before, after }: Step): readonly Task[] {
  const known = last.get(after);
  if (known !== undefined && known.before === before) return known.tasks;
  const tasks = [...after.tasks.values()].filter((task) => before?.tasks.get(task.id) !== task);
  last.set(after, { before, tasks });
  return tasks;
}

/** Every check of a step asks. */
const last = new WeakMap<Tree, { before: Tree | undefined; tasks: readonly Task[] }>();
