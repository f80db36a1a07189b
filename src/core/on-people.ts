import { closeFor, landed, revive } from "./close.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { unread } from "./judgement.ts";
import { resumeRoot } from "./resume.ts";
import { endAttempt } from "./retry.ts";
import { isClosed } from "./task.ts";
import type { RootFacts, Task } from "./tree.ts";

/** A person closed an issue: the root's stops the tree; a task's is a decision about that task. */
export function onIssueClosed(draft: Draft, event: EventOf<"IssueClosed">): void {
  const task = byIssue(draft, event.issue);
  if (task === undefined || isClosed(task.status)) return;
  if (task.parent === null) return stop(draft, "issue", `@${event.by} closed the issue`);
  const closedBy = { login: event.by, as: event.as };
  if (event.as === "not_planned")
    return closeFor(draft, { ...task, closedBy }, `@${event.by} closed it as not planned`);
  if (task.closedBy?.as === "completed" && task.status === "validating") return;
  closeFor(draft, { ...task, closedBy }, `@${event.by} closed it as completed`);
  const closed = draft.task(task.id) as Task;
  const check = { n: (task.check?.n ?? 0) + 1, judgement: unread(draft.rules.now) };
  draft.put(
    task.verify === null ? { ...closed, status: "done" } : { ...closed, status: "validating", check },
  );
}

/** Taken back: the task starts where it stood, with its attempts behind it. */
export function onIssueReopened(draft: Draft, event: EventOf<"IssueReopened">): void {
  const task = byIssue(draft, event.issue);
  if (task === undefined || isClosed(draft.root.status)) return;
  if (task.parent === null) return goOn(draft, "issue");
  if (task.closedBy !== undefined || task.status === "cancelled")
    revive(draft, task, `@${event.by} reopened it`);
}

/** What a person wrote stays; a comment says what it means. */
export function onIssueEdited(draft: Draft, event: EventOf<"IssueEdited">): void {
  const task = byIssue(draft, event.issue);
  if (task !== undefined) draft.put({ ...task, edits: task.edits + 1 });
}

/** A leaf's, by us or by a person: merged, its work is in the epic, whatever the tree thought of it. */
export function onPullRequestClosed(draft: Draft, event: EventOf<"PullRequestClosed">): void {
  if (event.pullRequest === draft.root.facts.pullRequest) return onRootPullRequestClosed(draft, event);
  for (const task of draft.all()) {
    const attempt = task.attempts.find(({ pullRequest }) => pullRequest === event.pullRequest);
    if (attempt === undefined || attempt.mergedSha !== undefined) continue;
    const { n } = attempt;
    const reason = `@${event.by} closed pull request #${event.pullRequest} without merging it`;
    if (event.merged) landed(draft, task, { n, mergedSha: event.mergedSha ?? "" });
    else endAttempt(draft, task, n, { class: "spec", reason });
  }
}

/** Merged ends the tree, with whatever was not done yet; closed unmerged stops it. */
function onRootPullRequestClosed(draft: Draft, event: EventOf<"PullRequestClosed">): void {
  const { root } = draft;
  if (isClosed(root.status)) return;
  if (!event.merged)
    return stop(draft, "pull-request", `@${event.by} closed pull request #${event.pullRequest} unmerged`);
  for (const task of draft.children(root.id))
    if (!isClosed(task.status)) closeFor(draft, task, "the root pull request was merged without it");
  draft.put({ ...draft.root, status: "done", reason: undefined });
  draft.putFacts({ stopped: undefined, closed: [] });
}

/** The head that is reviewed may be another one now: it is read, whatever was known of the old one. */
export function onPullRequestPushed(draft: Draft, event: EventOf<"PullRequestPushed">): void {
  const { pullRequest, judgement } = draft.root.facts;
  if (event.pullRequest !== pullRequest || judgement === undefined) return;
  draft.noteFacts({ judgement: { ...judgement, next: "ask" } });
}

export function onPullRequestReopened(draft: Draft, event: EventOf<"PullRequestReopened">): void {
  if (event.pullRequest === draft.root.facts.pullRequest) goOn(draft, "pull-request");
}

type Stop = RootFacts["closed"][number];

/** Nothing new is started until everything that was closed is open again. */
function stop(draft: Draft, what: Stop, words: string): void {
  const { closed } = draft.root.facts;
  if (closed.includes(what)) return;
  const how =
    what === "issue" ? "reopen it to go on" : "reopen it to go on, or close this issue to end the tree";
  draft.putFacts({ closed: [...closed, what], stopped: `${words}; ${how}` });
}

function goOn(draft: Draft, what: Stop): void {
  const { closed, pullRequest } = draft.root.facts;
  if (!closed.includes(what)) return;
  const [still] = closed.filter((each) => each !== what);
  const name = still === "issue" ? "this issue" : `pull request #${pullRequest}`;
  draft.putFacts({
    closed: still === undefined ? [] : [still],
    stopped: still && `${name} is still closed; reopen it to go on`,
  });
  if (still === undefined) resumeRoot(draft);
}

/** Kept until its author's permission is read; then it becomes one task under the root. */
export function onChangesRequested(draft: Draft, event: EventOf<"ChangesRequested">): void {
  const { facts, status } = draft.root;
  const known = facts.reviews.some(({ id }) => id === event.review);
  if (event.pullRequest !== facts.pullRequest || known || isClosed(status)) return;
  draft.putFacts({
    reviews: [...facts.reviews, { id: event.review, by: event.by, body: event.body, state: "asked" }],
  });
}

function byIssue(draft: Draft, issue: number): Task | undefined {
  return draft.all().find((task) => task.issue?.number === issue);
}
