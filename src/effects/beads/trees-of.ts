import type { Task } from "#src/core/tree.ts";
import type { Bead } from "./bead.ts";
import { taskOf } from "./row.ts";
import { TaskStoreError } from "./task-store-error.ts";

export type Trees = ReadonlyMap<string, ReadonlyMap<string, Task>>;

/**
 * The trees that the rows of a store make up, by root. What hangs on no root (a person deleted it, or a plan that
 * was cut off before its parent was told) is no part of a tree.
 * @throws TaskStoreError `person` when a row of ours says what no task can be
 */
export function treesOf(beads: readonly Bead[]): Trees {
  const rows = new Map(beads.map((bead) => [bead.id, bead]));
  const tasks = new Map(beads.flatMap((bead) => taskOf(bead) ?? []).map((task) => [task.id, task]));
  const composites = new Set([...tasks.values()].map(({ parent }) => parent));
  const trees = new Map<string, Map<string, Task>>();
  for (const task of tasks.values()) {
    if (!isRooted(task, tasks)) continue;
    const tree = trees.get(task.root) ?? new Map<string, Task>();
    const reopened = task.status === "queued" && composites.has(task.id);
    tree.set(task.id, {
      ...task,
      needs: task.needs.filter((need) => isWaitedFor(rows.get(need), tasks)),
      status: reopened ? "split" : task.status,
    });
    trees.set(task.root, tree);
  }
  return trees;
}

function isRooted(task: Task, tasks: ReadonlyMap<string, Task>): boolean {
  if (task.id === task.root) return hasFacts(task);
  const parent = task.parent === null ? undefined : tasks.get(task.parent);
  return parent !== undefined && parent.status !== "planning" && isRooted(parent, tasks);
}

function hasFacts(root: Task): boolean {
  if (root.facts !== undefined) return true;
  throw new TaskStoreError(
    "person",
    `the row ${root.id} (“${root.title}”) is a root without its fx_facts: restore them, or delete the row to give the tree up`,
  );
}

/** What a person put before a task of ours holds it until it is closed; what they deleted holds nothing. */
function isWaitedFor(need: Bead | undefined, tasks: ReadonlyMap<string, Task>): boolean {
  if (need === undefined) return false;
  return tasks.has(need.id) || need.status !== "closed";
}
