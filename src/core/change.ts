import type { Task, Tree } from "./tree.ts";

/** One row of the tree as it shall be now. A row the tree does not have yet is a new task. */
export type Change = Readonly<{
  task: Task;
  /** A pure receipt may wait for the task's next write: what it proves can be looked up again. */
  lazy: boolean;
}>;

/** The tree as it is after the changes; those that were touched by them keep their place. */
export function apply(tree: Tree, changes: readonly Change[]): Tree {
  const tasks = new Map(tree.tasks);
  for (const change of changes) tasks.set(change.task.id, change.task);
  return { root: tree.root, tasks };
}
