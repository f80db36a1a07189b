import { Tasks } from "./tasks.ts";
import type { Task, Tree } from "./tree.ts";

/** One row of the tree as it shall be now. A row the tree does not have yet is a new task. */
export type Change = Readonly<{
  task: Task;
  /** A pure receipt may wait for the task's next write: what it proves can be looked up again. */
  lazy: boolean;
}>;

/** The tree that was worked out of a tree on the way to its changes: most often it is asked for next. Forgotten with the changes. */
const foreseen = new WeakMap<readonly Change[], Readonly<{ before: Tree["tasks"]; after: Tasks }>>();

export function foresee(changes: readonly Change[], before: Tree, after: Tasks): readonly Change[] {
  if (changes.length > 0) foreseen.set(changes, { before: before.tasks, after });
  return changes;
}

/** The tree as it is after the changes; those that were touched by them keep their place. What it was stays what it is. */
export function apply(tree: Tree, changes: readonly Change[]): Tree {
  const known = foreseen.get(changes);
  if (known?.before === tree.tasks) return { root: tree.root, tasks: known.after };
  let tasks = Tasks.of(tree.tasks);
  for (const { task } of changes) tasks = tasks.with(task);
  return { root: tree.root, tasks };
}
