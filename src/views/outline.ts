import { microUsd, moneyOfTask } from "#src/core/money-of-task.ts";
import type { Task, Tree } from "#src/core/tree.ts";

/** One task in the order people read, with what its whole subtree comes to. */
export type OutlineRow = Readonly<{
  task: Task;
  /** 0 for the root. */
  depth: number;
  /** For each level from 1 on down to its own: is it the last of its siblings? */
  lasts: readonly boolean[];
  children: number;
  /** Leaves below it, or itself; cancelled ones do not count. */
  leaves: number;
  leavesDone: number;
  /** Spent in the whole subtree, US dollars. */
  usd: number;
}>;

/** Depth first from the root, siblings by their index. One pass over the tree, so that large trees stay cheap. */
export function outline(tree: Tree): OutlineRow[] {
  const children = new Map<string, Task[]>();
  for (const task of tree.tasks.values())
    if (task.parent !== null) children.set(task.parent, [...(children.get(task.parent) ?? []), task]);
  for (const siblings of children.values()) siblings.sort((a, b) => a.index - b.index);
  const root = tree.tasks.get(tree.root);
  return root === undefined ? [] : rowsOf(root, [], children);
}

function rowsOf(task: Task, lasts: readonly boolean[], children: ReadonlyMap<string, Task[]>): OutlineRow[] {
  const own = children.get(task.id) ?? [];
  const below = own.map((child, index) => rowsOf(child, [...lasts, index === own.length - 1], children));
  const heads = below.flatMap(([head]) => head ?? []);
  const isLeaf = own.length === 0 && task.parent !== null && task.status !== "cancelled";
  const sum = (of: (row: OutlineRow) => number) => heads.reduce((total, row) => total + of(row), 0);
  const head: OutlineRow = {
    task,
    depth: lasts.length,
    lasts,
    children: own.length,
    leaves: Number(isLeaf) + sum(({ leaves }) => leaves),
    leavesDone: Number(isLeaf && task.status === "done") + sum(({ leavesDone }) => leavesDone),
    usd: microUsd(moneyOfTask(task).spentUsd + sum(({ usd }) => usd)),
  };
  return [head, ...below.flat()];
}
