import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { endAttempt } from "./retry.ts";
import { isClosed } from "./task.ts";
import type { Task } from "./tree.ts";

/** A person closed an issue: the root's stops the tree; a task's is a decision about that task. */
export function onIssueClosed(draft: Draft, event: EventOf<"IssueClosed">): void {
  const task = byIssue(draft, event.issue);
  if (task === undefined || isClosed(task.status)) return;
  if (task.parent === null)
    return draft.putFacts({ stopped: `@${event.by} closed the issue; reopen it to go on` });
  const closedBy = { login: event.by, as: event.as };
  if (event.as === "not_planned") return cancel(draft, { ...task, closedBy });
  const reason = `@${event.by} closed it as completed`;
  if (task.verify === null) return draft.put({ ...task, closedBy, status: "done", reason });
  const check = { n: (task.check?.n ?? 0) + 1, judgement: unread(draft) };
  draft.put({ ...task, closedBy, status: "validating", reason, check });
}

/** A judgement whose commit is not known yet: the epic's head is read first. */
export function unread(draft: Draft): NonNullable<Task["check"]>["judgement"] {
  return { sha: "", since: draft.rules.now, next: "wait", state: "pending", checks: [] };
}

function cancel(draft: Draft, task: Task): void {
  const by = task.closedBy?.login;
  draft.put({
    ...task,
    status: "cancelled",
    reason: by ? `@${by} closed it as not planned` : "its parent was cancelled",
  });
  for (const child of draft.children(task.id)) if (!isClosed(child.status)) cancel(draft, child);
}

/** Taken back: the task starts where it stood, with its attempts behind it. */
export function onIssueReopened(draft: Draft, event: EventOf<"IssueReopened">): void {
  const task = byIssue(draft, event.issue);
  if (task === undefined) return;
  if (task.parent === null) return draft.putFacts({ stopped: undefined });
  if (task.closedBy === undefined) return;
  const status = draft.children(task.id).length > 0 ? "split" : "queued";
  draft.put({ ...task, closedBy: undefined, check: undefined, status, reason: `@${event.by} reopened it` });
}

/** What a person wrote stays; a comment says what it means. */
export function onIssueEdited(draft: Draft, event: EventOf<"IssueEdited">): void {
  const task = byIssue(draft, event.issue);
  if (task !== undefined) draft.put({ ...task, edits: task.edits + 1 });
}

export function onPullRequestClosed(draft: Draft, event: EventOf<"PullRequestClosed">): void {
  if (event.pullRequest === draft.root.facts.pullRequest) return onRootPullRequestClosed(draft, event);
  for (const task of draft.all()) {
    const attempt = task.attempts.find(({ pullRequest }) => pullRequest === event.pullRequest);
    if (attempt === undefined || attempt.mergedSha !== undefined || attempt.outcome !== undefined) continue;
    if (event.merged) {
      const attempts = task.attempts.map((each) =>
        each === attempt ? { ...each, mergedSha: event.mergedSha ?? attempt.headSha ?? "" } : each,
      );
      draft.put({ ...task, attempts, status: "done", reason: `@${event.by} merged it` });
    } else {
      const reason = `@${event.by} closed pull request #${event.pullRequest} without merging it`;
      endAttempt(draft, task, attempt.n, { class: "spec", reason });
    }
  }
}

function onRootPullRequestClosed(draft: Draft, event: EventOf<"PullRequestClosed">): void {
  if (event.merged) return draft.put({ ...draft.root, status: "done", reason: `@${event.by} merged it` });
  draft.putFacts({
    stopped: `@${event.by} closed pull request #${event.pullRequest} unmerged; reopen it to go on, or close this issue to end the tree`,
  });
}

export function onPullRequestReopened(draft: Draft, event: EventOf<"PullRequestReopened">): void {
  if (event.pullRequest === draft.root.facts.pullRequest) draft.putFacts({ stopped: undefined });
}

/** Kept until its author's permission is read; then it becomes one task under the root. */
export function onChangesRequested(draft: Draft, event: EventOf<"ChangesRequested">): void {
  const { facts } = draft.root;
  if (event.pullRequest !== facts.pullRequest || facts.reviews.some(({ id }) => id === event.review)) return;
  draft.putFacts({
    reviews: [...facts.reviews, { id: event.review, by: event.by, body: event.body, state: "asked" }],
  });
}

function byIssue(draft: Draft, issue: number): Task | undefined {
  return draft.all().find((task) => task.issue?.number === issue);
}
