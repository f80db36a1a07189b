import { leftUsd } from "./budget.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { resumeRoot } from "./resume.ts";
import { backoffMs } from "./retry.ts";
import type { Task } from "./tree.ts";
import { addUsage, noUsage } from "./usage.ts";

export function onIssueMirrored(draft: Draft, event: EventOf<"IssueMirrored">): void {
  const task = draft.task(event.task);
  if (task !== undefined) draft.note({ ...task, issue: event.issue, mirrored: event.state });
}

export function onStickyWritten(draft: Draft, event: EventOf<"StickyWritten">): void {
  draft.noteFacts({ sticky: { commentId: event.commentId, state: event.state, at: event.at } });
}

export function onCommented(draft: Draft, event: EventOf<"Commented">): void {
  const task = draft.task(event.task);
  if (task === undefined || task.comments.includes(event.key)) return;
  draft.note({ ...task, comments: [...task.comments, event.key] });
}

/** A failed effect stays due; this says from when on, or that a person must mend the surroundings first. */
export function onEffectFailed(draft: Draft, event: EventOf<"EffectFailed">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const count = (task.trouble.find(({ key }) => key === event.key)?.count ?? 0) + 1;
  const { infraRetriesMax } = draft.root.facts.config.limits;
  const again = event.kind === "retry" && count <= infraRetriesMax * 2;
  const waitMs = event.retryAfterMs ?? backoffMs(event.key, count);
  const trouble = {
    key: event.key,
    count,
    message: event.message,
    ...(again && { retryAt: event.at + waitMs }),
  };
  draft.put({ ...task, trouble: [...task.trouble.filter(({ key }) => key !== event.key), trouble] });
}

/** What was given up for want of a key, a workflow or a disk is tried again. */
export function onRestarted(draft: Draft): void {
  for (const task of draft.all()) {
    chargeLostCall(draft, task);
    const known = draft.task(task.id) as Task;
    if (known.trouble.length > 0) draft.put({ ...known, trouble: [] });
  }
  resumeRoot(draft);
}

/**
 * A planner call that was under way is lost and made again: it is charged at its full reserve, and waits when that
 * leaves too little for the repeat. One that failed aloud cost nothing.
 */
function chargeLostCall(draft: Draft, task: Task): void {
  const { planning } = task;
  if (task.status !== "planning" || planning === undefined) return;
  if (task.trouble.some(({ key }) => key === `${task.id}/plan/${planning.ask}`)) return;
  const lost = { ...noUsage, usd: planning.reservedUsd, calls: 1 };
  const charged = { ...task, planUsage: addUsage(task.planUsage ?? noUsage, lost) };
  draft.put(charged);
  if (leftUsd(draft.tree) < 0)
    draft.put({ ...charged, status: "blocked", planning: { ...planning, reservedUsd: 0 } });
}
