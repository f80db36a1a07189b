import { sizeMinutes } from "./task.ts";
import type { Task, Tree } from "./tree.ts";

/**
 * The order in which ready leaves get a slot: the longest remaining path first, by the sizes' minutes
 * (a third of the wall time, against first come first served, on random graphs). Ties: the order people read.
 */
export function byLongestPath(tree: Tree, ready: readonly Task[]): Task[] {
  const dependents = dependentsOf(tree);
  const memo = new Map<string, number>();
  const length = (task: Task): number => {
    const known = memo.get(task.id);
    if (known !== undefined) return known;
    // Beads refuses cycles; should one be there all the same, it has an end.
    memo.set(task.id, own(task));
    const after = (dependents.get(task.id) ?? []).map(length);
    const parent = task.parent === null ? undefined : tree.tasks.get(task.parent);
    const beyond = parent === undefined ? 0 : length(parent) - own(parent);
    const total = own(task) + Math.max(beyond, 0, ...after);
    memo.set(task.id, total);
    return total;
  };
  return [...ready].sort((a, b) => length(b) - length(a) || a.index - b.index || (a.id < b.id ? -1 : 1));
}

function own(task: Task): number {
  return sizeMinutes(task.size);
}

function dependentsOf(tree: Tree): Map<string, Task[]> {
  const dependents = new Map<string, Task[]>();
  for (const task of tree.tasks.values())
    for (const need of task.needs) dependents.set(need, [...(dependents.get(need) ?? []), task]);
  return dependents;
}
