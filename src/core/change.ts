import { Tasks } from "./tasks.ts";
import type { Task, Tree } from "./tree.ts";

/** One row of the tree as it shall be now. A row the tree does not have yet is a new task. */
export type Change = Readonly<{
  task: Task;
  /** A pure receipt may wait for the task's next write: what it proves can be looked up again. */
  lazy: boolean;
}>;

/** What was decided last, with the tree that was worked out of it on the way: most often it is asked for next. */
let foreseen: Readonly<{ changes: readonly Change[]; before: Tree["tasks"]; after: Tasks }> | undefined;

export function foresee(changes: readonly Change[], before: Tree, after: Tasks): readonly Change[] {
  if (changes.length > 0) foreseen = { changes, before: before.tasks, after };
  return changes;
}

/** The tree as it is after the changes; those that were touched by them keep their place. What it was stays what it is. */
export function apply(tree: Tree, changes: readonly Change[]): Tree {
  if (foreseen?.changes === changes && foreseen.before === tree.tasks)
    return { root: tree.root, tasks: foreseen.after };
  let tasks = Tasks.of(tree.tasks);
  for (const { task } of changes) tasks = tasks.with(task);
  return { root: tree.root, tasks };
}
