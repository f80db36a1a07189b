import { leftUsd } from "./budget.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { chargeLostCalls, settleFailedCall, wasSettled, withoutCall } from "./lost-call.ts";
import { readRepositoryAnew } from "./resume.ts";
import { backoffMs } from "./retry.ts";
import { topicOf } from "./shown-of-task.ts";
import type { Heard } from "./heard.ts";
import type { Task } from "./tree.ts";
import type { Trouble } from "./trouble.ts";

export function onIssueMirrored(draft: Draft, event: EventOf<"IssueMirrored">): void {
  const task = draft.task(event.task);
  if (task !== undefined) draft.note({ ...task, issue: event.issue, mirrored: event.state });
}

export function onPullRequestShut(draft: Draft, event: EventOf<"PullRequestShut">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const { attempt: n, pullRequest } = event;
  const shut = { shut: true, ...(pullRequest !== undefined && { pullRequest }) };
  draft.note({
    ...task,
    attempts: task.attempts.map((each) => (each.n === n ? { ...each, ...shut } : each)),
  });
}

export function onStickyWritten(draft: Draft, event: EventOf<"StickyWritten">): void {
  draft.noteFacts({ sticky: { commentId: event.commentId, state: event.state, at: event.at } });
}

export function onCommented(draft: Draft, event: EventOf<"Commented">): void {
  const task = draft.task(event.task);
  if (task === undefined || task.comments.includes(event.key)) return;
  const { heard } = draft.root.facts;
  const isMeant = (each: Heard) => `${event.task}/comment/${topicOf(each)}` === event.key;
  if (heard?.some(isMeant) === true)
    return draft.noteFacts({
      heard: heard.map((each) => (isMeant(each) ? { ...each, told: topicOf(each) } : each)),
    });
  draft.note({ ...task, comments: [...task.comments, event.key] });
}

/**
 * A failed effect stays due; this says from when on, or that a person must mend the surroundings first. What is free is
 * tried for ever; what may be charged each time is not.
 */
export function onEffectFailed(draft: Draft, event: EventOf<"EffectFailed">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const known = task.trouble.find(({ key }) => key === event.key);
  if (event.kind === "held") return draft.note(held(task, event, known));
  const waitMs = (count: number) => backoffMs(event.key, count, event.retryAfterMs);
  // Worked off once more after a power cut: whatever is tried now is tried no sooner than that time.
  if (known?.retryAt !== undefined && known.retryAt >= event.at + waitMs(known.count)) return;
  if (wasSettled(task, event)) return;
  const count = (known?.count ?? 0) + 1;
  const isDear = event.usage !== undefined && count > draft.root.facts.config.limits.infraRetriesMax;
  const trouble = {
    key: event.key,
    count,
    message: event.message,
    ...(known?.outage !== undefined && { outage: known.outage }),
    // What is heard late was not tried again meanwhile: so a start that hears it takes no second call for lost.
    ...(event.kind === "retry" &&
      !isDear && { retryAt: Math.max(event.at + waitMs(count), draft.rules.now + 1) }),
  };
  const others = task.trouble.filter(({ key }) => key !== event.key);
  draft.put({ ...settleFailedCall(task, event), trouble: [...others, trouble] });
  if (event.usage !== undefined && leftUsd(draft.tree) < 0) holdCall(draft, task.id);
}

/** Nothing was tried, so nothing failed: it only waits. */
function held(task: Task, event: EventOf<"EffectFailed">, known?: Trouble): Task {
  const trouble: Trouble = {
    key: event.key,
    count: known?.count ?? 0,
    message: known?.message ?? event.message,
    retryAt: event.at + backoffMs(event.key, 0, event.retryAfterMs),
    ...(event.lasts === true && { outage: event.message }),
  };
  return { ...task, trouble: [...task.trouble.filter(({ key }) => key !== event.key), trouble] };
}

/**
 * What was given up for want of a key, a workflow or a disk is tried again, and the repository is read anew. What waits for a person goes on
 * waiting: a process that is started again and again must not ask a model each time.
 */
export function onRestarted(draft: Draft): void {
  for (const task of draft.all()) {
    draft.put({ ...chargeLostCalls(task, draft.rules.now), trouble: [] });
    if (leftUsd(draft.tree) < 0) holdCall(draft, task.id);
  }
  readRepositoryAnew(draft);
}

/** What the call was charged leaves too little for the repeat: it waits for money. */
function holdCall(draft: Draft, id: string): void {
  draft.put(withoutCall(draft.task(id) as Task));
}
