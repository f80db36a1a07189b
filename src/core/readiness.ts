import { type Attempt, isOpen } from "./attempt.ts";
import { seeksHelp } from "./escalation.ts";
import { isClosed, sizeRank } from "./task.ts";
import { Tasks } from "./tasks.ts";
import { depthOf, type Task, type Tree } from "./tree.ts";

/** May this queued task start: its parent is split, and all it needs is done (cancelled work releases nobody). */
export function isReleased(tree: Tree, task: Task): boolean {
  if (task.status !== "queued" || task.parent === null || isPaused(tree, task)) return false;
  return isItsTurn(tree, task);
}

/** May this ready leaf be tried (again): what it needs is still done, and no earlier attempt is on its way. */
export function isStartable(tree: Tree, task: Task): boolean {
  if (task.status !== "ready" || task.attempts.some(isOpen)) return false;
  return hasAllItNeeds(tree, task) && !isPaused(tree, task);
}

/** May it be planned once more: it was sent back to that, and what it needs is still done. */
export function isToReplan(tree: Tree, task: Task): boolean {
  if (task.status !== "blocked" || task.planning === undefined || seeksHelp(task)) return false;
  return !isPaused(tree, task) && isItsTurn(tree, task);
}

/** Parts that are made earlier would be built on an epic without what they need. */
function isItsTurn(tree: Tree, task: Task): boolean {
  const isAllowed = task.parent === null || tree.tasks.get(task.parent)?.status === "split";
  return isAllowed && hasAllItNeeds(tree, task);
}

/**
 * Did a person set it aside for a while, or what it is a part of? Nothing new starts then: no attempt, no model call, no question. What runs
 * comes to its end, is judged and merged.
 */
export function isPaused(tree: Tree, task: Task): boolean {
  for (
    let at: Task | undefined = task;
    at !== undefined;
    at = at.parent === null ? undefined : tree.tasks.get(at.parent)
  )
    if (at.paused !== undefined) return true;
  return false;
}

/** Does everything that waits for it go on: it is done, or a person said that it is not needed? */
export function isBehind({ status, waived }: Task): boolean {
  return status === "done" || (status === "cancelled" && waived !== undefined);
}

/** Is this a composite of which every child is done, or not needed? */
export function isWhole(tree: Tree, task: Task): boolean {
  if (task.status !== "split") return false;
  return Tasks.of(tree.tasks).hasOnlyChildren(task.id, isBehind);
}

/** Is it to be done, below a parent that counts it as done? */
export function isAdrift(tree: Tree, { parent, status }: Task): boolean {
  const above = parent === null ? undefined : tree.tasks.get(parent)?.status;
  return !isClosed(status) && (above === "validating" || above === "done");
}

/** Was it cancelled though its parent is still to be done, and cannot be without it? */
export function isMissed(tree: Tree, { status, waived, parent }: Task): boolean {
  if (status !== "cancelled" || waived !== undefined) return false;
  const above = parent === null ? undefined : tree.tasks.get(parent);
  return above !== undefined && !isClosed(above.status) && above.closedBy === undefined;
}

function hasAllItNeeds(tree: Tree, task: Task): boolean {
  return task.needs.every((need) => {
    const needed = tree.tasks.get(need);
    return needed !== undefined && isBehind(needed);
  });
}

/** Does the task still want this attempt? Else its run is cancelled and its money settled, and nothing comes of it. */
export function isWanted(task: Task, attempt: Attempt): boolean {
  if (task.closedBy !== undefined || attempt.n !== task.attempts.at(-1)?.n) return false;
  return task.status === "running" || task.status === "validating";
}

/** What a released task does next: execute as it is, be planned first, or ask. */
export function firstStep(tree: Tree, task: Task, depthMax: number): "execute" | "plan" | "ask" {
  if (task.origin === "review" || task.planning?.mustSplit === true) return "plan";
  if (task.risk === "high") return task.size === "XS" || depthOf(tree, task) >= depthMax ? "ask" : "plan";
  if (sizeRank(task.size) <= sizeRank("M")) return "execute";
  return depthOf(tree, task) >= depthMax ? "ask" : "plan";
}
