import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { backoffMs } from "./retry.ts";

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
  for (const task of draft.all()) if (task.trouble.length > 0) draft.put({ ...task, trouble: [] });
  const { facts } = draft.root;
  if (facts.preflight !== undefined && facts.preflight.problems.length > 0)
    draft.putFacts({ preflight: undefined });
  if (draft.root.status === "needs_human" && draft.children(draft.tree.root).length > 0)
    draft.put({ ...draft.root, status: "split", reason: undefined });
}
