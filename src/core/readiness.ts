import { sizeRank } from "./task.ts";
import { depthOf, type Task, type Tree } from "./tree.ts";

/** May this queued task start: its parent is split, and all it needs is done (cancelled work releases nobody). */
export function isReleased(tree: Tree, task: Task): boolean {
  if (task.status !== "queued" || task.parent === null) return false;
  if (tree.tasks.get(task.parent)?.status !== "split") return false;
  return task.needs.every((need) => tree.tasks.get(need)?.status === "done");
}

/** What a released task does next: execute as it is, be planned first, or ask. */
export function firstStep(tree: Tree, task: Task, depthMax: number): "execute" | "plan" | "ask" {
  if (task.origin === "review") return "plan";
  if (task.risk === "high") return task.size === "XS" || depthOf(tree, task) >= depthMax ? "ask" : "plan";
  if (sizeRank(task.size) <= sizeRank("M")) return "execute";
  return depthOf(tree, task) >= depthMax ? "ask" : "plan";
}
