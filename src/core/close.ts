import type { Attempt } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import { unread } from "./judgement.ts";
import { askedAnew, dropHelp } from "./lost-call.ts";
import { reopen } from "./rollup.ts";
import { isClosed } from "./task.ts";
import type { Task } from "./tree.ts";

/** Nothing more is done on a task, nor on what is below it. Runs on their way are cancelled and settled one by one. */
export function closeFor(draft: Draft, task: Task, reason: string): void {
  draft.put({ ...dropHelp(task, draft.rules.now), status: "cancelled", reason });
  for (const child of draft.children(task.id))
    if (!isClosed(child.status)) closeFor(draft, child, "its parent was closed");
}

/** The pull request of one of its attempts is merged: the work is in the epic, whatever else was under way. */
export function landed(
  draft: Draft,
  task: Task,
  { n, ...merge }: { n: number; mergedSha: string; pullRequest?: number },
): void {
  const attempts = task.attempts.map(({ outcome: _outcome, ...attempt }, index) =>
    attempt.n === n ? { ...attempt, ...merge } : (task.attempts[index] as Attempt),
  );
  const isLeaf = draft.children(task.id).length === 0;
  // Whoever left it out came too late: it is made.
  draft.put({ ...task, attempts, ...(isLeaf && { status: "done", reason: undefined, waived: undefined }) });
}

/** A closed task is to be done after all: with what was closed below it, and under parents that are open again. */
export function revive(draft: Draft, task: Task, reason: string): void {
  const children = draft.children(task.id);
  const { closedBy: _closedBy, waived: _waived, cancelledBy: _cancelledBy, ...rest } = task;
  draft.put({
    ...rest,
    status: children.length > 0 ? "split" : "queued",
    reason,
    ...(task.planning && { planning: askedAnew(task.planning) }),
    ...(task.check && { check: { ...task.check, judgement: unread(draft.rules.now) } }),
  });
  for (const child of children) if (endedAlong(child)) revive(draft, child, reason);
  openAbove(draft, task);
}

/** What a person closed, cancelled or left out for itself is not wanted again only because what it is a part of is. */
function endedAlong({ status, closedBy, waived, cancelledBy }: Task): boolean {
  const isForItself = closedBy !== undefined || waived !== undefined || cancelledBy !== undefined;
  return status === "cancelled" && !isForItself;
}

/** Every parent above it, up to the first that is split anyway. */
export function openAbove(draft: Draft, { parent: id }: Task): void {
  const parent = id === null ? undefined : draft.task(id);
  if (parent === undefined || parent.status === "split") return;
  const { closedBy: _closedBy, cancelledBy: _cancelledBy, ...rest } = parent;
  reopen(draft, rest);
  openAbove(draft, parent);
}
