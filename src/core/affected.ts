import { linkOf } from "./mirror-state.ts";
import type { Tasks } from "./tasks.ts";
import { isBehind } from "./readiness.ts";
import { isClosed } from "./task.ts";
import type { Task } from "./tree.ts";

/**
 * The tasks whose `signOf` may be another than before: those that were touched, and those around them that ask for
 * what has become another there.
 */
export function affected(before: Tasks, after: Tasks, touched: readonly string[]): Set<string> {
  const ids = new Set(touched);
  const add = (tasks: readonly Task[]) => {
    for (const { id } of tasks) ids.add(id);
  };
  for (const id of touched) {
    const was = before.get(id);
    const is = after.get(id) as Task;
    const isNew = was === undefined;
    const isDone = isBehind(is) !== (was !== undefined && isBehind(was));
    const isIssue = (linkOf(is) === undefined) !== (linkOf(was) === undefined);
    // A parent is whole, and names how many parts it has.
    if (isNew || isDone || was.parent !== is.parent)
      for (const parent of [was?.parent, is.parent]) if (parent != null) ids.add(parent);
    // They are released, mirrored, awaited and counted as done by it.
    if (isNew || isIssue || openness(was) !== openness(is)) add(after.children(id));
    // What a person set aside holds for all below.
    if ((is.paused === undefined) !== (was?.paused === undefined) || (was && was.parent !== is.parent))
      addBelow(after, is, ids);
    // They wait for it, and are linked to it.
    if (isNew || isDone || isIssue) add(after.dependents(id));
    // They name who waits for them.
    if (isNew || was.title !== is.title || was.needs !== is.needs)
      for (const need of [...(was?.needs ?? []), ...is.needs]) ids.add(need);
  }
  return ids;
}

function addBelow(tasks: Tasks, { id }: Task, ids: Set<string>): void {
  for (const child of tasks.children(id)) {
    ids.add(child.id);
    addBelow(tasks, child, ids);
  }
}

function openness({ status, closedBy, gone }: Task): string {
  return `${status === "split"} ${status === "validating"} ${isClosed(status)} ${closedBy === undefined} ${gone === undefined}`;
}
