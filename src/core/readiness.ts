import { type Attempt, isOpen } from "./attempt.ts";
import { isClosed, sizeRank } from "./task.ts";
import { Tasks } from "./tasks.ts";
import { depthOf, type Task, type Tree } from "./tree.ts";

/** May this queued task start: its parent is split, and all it needs is done (cancelled work releases nobody). */
export function isReleased(tree: Tree, task: Task): boolean {
  if (task.status !== "queued" || task.parent === null) return false;
  return tree.tasks.get(task.parent)?.status === "split" && hasAllItNeeds(tree, task);
}

/** May this ready leaf be tried (again): what it needs is still done, and no earlier attempt is on its way. */
export function isStartable(tree: Tree, task: Task): boolean {
  return task.status === "ready" && hasAllItNeeds(tree, task) && !task.attempts.some(isOpen);
}

/** Is this a composite of which every child is done? */
export function isWhole(tree: Tree, task: Task): boolean {
  if (task.status !== "split") return false;
  return Tasks.of(tree.tasks).hasOnlyChildren(task.id, ({ status }) => status === "done");
}

/** Is it to be done, below a parent that counts it as done? */
export function isAdrift(tree: Tree, { parent, status }: Task): boolean {
  const above = parent === null ? undefined : tree.tasks.get(parent)?.status;
  return !isClosed(status) && (above === "validating" || above === "done");
}

function hasAllItNeeds(tree: Tree, task: Task): boolean {
  return task.needs.every((need) => tree.tasks.get(need)?.status === "done");
}

/** Does the task still want this attempt? Else its run is cancelled and its money settled, and nothing comes of it. */
export function isWanted(task: Task, attempt: Attempt): boolean {
  if (task.closedBy !== undefined || attempt.n !== task.attempts.at(-1)?.n) return false;
  return task.status === "running" || task.status === "validating";
}

/** What a released task does next: execute as it is, be planned first, or ask. */
export function firstStep(tree: Tree, task: Task, depthMax: number): "execute" | "plan" | "ask" {
  if (task.origin === "review") return "plan";
  if (task.risk === "high") return task.size === "XS" || depthOf(tree, task) >= depthMax ? "ask" : "plan";
  if (sizeRank(task.size) <= sizeRank("M")) return "execute";
  return depthOf(tree, task) >= depthMax ? "ask" : "plan";
}
