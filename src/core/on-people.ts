import { type Attempt, isOpen } from "./attempt.ts";
import { askPerson } from "./ask.ts";
import { closeFor, landed, revive } from "./close.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { judgementOf, unread } from "./judgement.ts";
import { issueName, nameInEvent } from "./names-of-task.ts";
import { onEditJudged } from "./on-edited.ts";
import { onSaidJudged } from "./on-said.ts";
import { isBeingJudged, refuse } from "./refusal.ts";
import { resumeRoot } from "./resume.ts";
import { endAttempt } from "./retry.ts";
import { isClosed } from "./task.ts";
import type { RootFacts, Task } from "./tree.ts";
import { nextWish, type Wish } from "./wish.ts";

/** A person closed an issue: whether that is for them to decide is asked first. */
export function onIssueClosed(draft: Draft, event: EventOf<"IssueClosed">): void {
  wish(draft, event.issue, { by: event.by, as: event.as });
}

export function onIssueReopened(draft: Draft, event: EventOf<"IssueReopened">): void {
  wish(draft, event.issue, { by: event.by, as: "reopened" });
}

/** Kept in its order: a later wish of somebody who may not decide does not undo an earlier one of somebody who may. */
function wish(draft: Draft, issue: number, { by, as }: Pick<Wish, "by" | "as">): void {
  const task = byIssue(draft, issue);
  const { wishes, refused } = draft.root.facts;
  if (task?.parent === null && refused?.by === by && refused.as === as) return;
  const last = wishes.findLast((each) => each.task === task?.id && each.pullRequest === undefined);
  if (task === undefined || isClosed(draft.root.status) || (last?.by === by && last.as === as)) return;
  add(draft, { task: task.id, by, as });
}

function add(draft: Draft, wish: Omit<Wish, "n">): void {
  const { wishes } = draft.root.facts;
  const n = nextWish(draft.root.facts);
  draft.putFacts({ wished: n, wishes: [...wishes, { n, ...wish }] });
}

/** GitHub said whether the oldest wish was by somebody with write access. What they may not decide is put back as it was. */
export function onWishJudged(draft: Draft, { wish: n, login, allowed }: EventOf<"PermissionChecked">): void {
  const [first, ...wishes] = draft.root.facts.wishes;
  if (first === undefined || first.n !== n || first.by !== login) return;
  draft.putFacts({ wishes });
  const task = draft.task(first.task);
  if (task === undefined) return;
  if (first.as === "said") return onSaidJudged(draft, { wish: first, allowed });
  if (first.as === "edited") return onEditJudged(draft, task, first, allowed);
  if (!allowed) refuse(draft, first);
  if (first.pullRequest !== undefined) return allowed ? turned(draft, task, first) : undefined;
  const { by, as } = first;
  if (task.parent === null) draft.putFacts({ refused: allowed ? undefined : { by, as } });
  else if (!allowed) draft.put({ ...task, mirrored: undefined });
  if (!allowed) return;
  if (as === "reopened") reopened(draft, task, by);
  else closed(draft, task, { login: by, as: as === "completed" ? as : "not_planned" });
}

/** The root's stops the tree; a task's is a decision about that task. */
function closed(draft: Draft, task: Task, closedBy: NonNullable<Task["closedBy"]>): void {
  if (isClosed(task.status)) return;
  const { login, as } = closedBy;
  if (task.parent === null) return stop(draft, "issue", `@${login} closed the issue`);
  if (as === "not_planned")
    return closeFor(draft, { ...task, closedBy }, `@${login} closed it as not planned`);
  if (task.closedBy?.as === "completed" && task.status === "validating") return;
  closeFor(draft, { ...task, closedBy }, `@${login} closed it as completed`);
  const left = draft.task(task.id) as Task;
  const check = { n: (task.check?.n ?? 0) + 1, judgement: unread(draft.rules.now) };
  draft.put(task.verify === null ? { ...left, status: "done" } : { ...left, status: "validating", check });
}

/** Taken back: the task starts where it stood, with its attempts behind it. What was done is done once more. */
function reopened(draft: Draft, task: Task, login: string): void {
  if (isClosed(draft.root.status)) return;
  if (task.parent === null) return goOn(draft, "issue");
  // Its issue is open now, also where the task, with all its parts done, is done again at once.
  if (task.closedBy !== undefined || isClosed(task.status))
    revive(draft, { ...task, mirrored: undefined }, `@${login} reopened it`);
}

/** A task without its issue is closed like one that a person closed as not planned; a root without it ends. */
export function onIssueGone(draft: Draft, { issue, as, by }: EventOf<"IssueGone">): void {
  const task = byIssue(draft, issue);
  if (task === undefined || task.gone !== undefined) return;
  const reason = `@${by} ${as} its issue`;
  draft.put({ ...task, gone: as });
  if (isClosed(task.status)) return;
  const closedBy = { login: by, as: "not_planned" as const };
  const left = { ...task, gone: as, ...(task.parent !== null && { closedBy }) };
  closeFor(draft, left, reason);
}

/**
 * A leaf's, by us or by a person: merged, its work is in the epic, whatever the tree thought of it. GitHub lets nobody merge who may not
 * write; closing it unmerged takes less, and whether that is for them to decide is asked first.
 */
export function onPullRequestClosed(draft: Draft, event: EventOf<"PullRequestClosed">): void {
  const { pullRequest, by } = event;
  const isRoots = pullRequest === draft.root.facts.pullRequest;
  if (isRoots && event.merged) return onRootMerged(draft);
  // That it is closed is known where it waits for a word about that, or is to be opened again.
  const { closed, reopens } = draft.root.facts;
  if (isRoots && !closed.includes("pull-request") && reopens !== true)
    return turn(draft, draft.root, { pullRequest, by, as: "unmerged" });
  for (const task of draft.survey.named(nameInEvent(event))) {
    const attempt = task.attempts.find((each) => each.pullRequest === pullRequest);
    if (attempt === undefined || attempt.mergedSha !== undefined) continue;
    const { n } = attempt;
    if (event.merged) landed(draft, task, { n, mergedSha: event.mergedSha ?? "" });
    else if (isOpen(attempt)) turn(draft, task, { pullRequest, by, as: "unmerged" });
  }
}

type Turn = Readonly<{ pullRequest: number; by: string; as: "unmerged" | "reopened" }>;

function turn(draft: Draft, task: Task, how: Turn): void {
  if (!isClosed(draft.root.status) && !isBeingJudged(draft.root.facts, how))
    add(draft, { task: task.id, ...how });
}

/** It was for them to decide: the root's stops the tree or lets it go on, a leaf's ends its attempt. */
function turned(draft: Draft, task: Task, { pullRequest, by, as }: Wish): void {
  if (isClosed(draft.root.status)) return;
  if (task.parent === null)
    return as === "reopened"
      ? goOn(draft, "pull-request")
      : stop(draft, "pull-request", `@${by} closed pull request #${pullRequest} unmerged`);
  const reason = `@${by} closed pull request #${pullRequest} without merging it`;
  for (const { n } of task.attempts.filter((each) => each.pullRequest === pullRequest))
    endAttempt(draft, task, n, { class: "spec", reason });
}

/** Merged ends the tree, with whatever was not done yet. */
function onRootMerged(draft: Draft): void {
  const { root } = draft;
  if (isClosed(root.status)) return;
  for (const task of draft.children(root.id))
    if (!isClosed(task.status)) closeFor(draft, task, "the root pull request was merged without it");
  draft.put({ ...draft.root, status: "done", reason: undefined });
  draft.putFacts({ stopped: undefined, closed: [] });
}

/**
 * Of the root's, the head that is reviewed may be another one now: it is read. Of a leaf's, what a person pushed is judged in place of what
 * the worker made.
 */
export function onPullRequestPushed(draft: Draft, event: EventOf<"PullRequestPushed">): void {
  const { pullRequest, judgement } = draft.root.facts;
  if (event.pullRequest !== pullRequest) return onLeafPushed(draft, event);
  if (judgement !== undefined) draft.noteFacts({ judgement: { ...judgement, next: "ask" } });
}

function onLeafPushed(draft: Draft, event: EventOf<"PullRequestPushed">): void {
  const { pullRequest, sha } = event;
  if (sha === undefined) return;
  const { preflight, config } = draft.root.facts;
  const next = preflight?.ci === "verify" && config.verify !== undefined ? "verify" : "ask";
  for (const task of draft.survey.named(nameInEvent(event))) {
    const isMoved = (each: Attempt) =>
      each.pullRequest === pullRequest &&
      isOpen(each) &&
      each.judgement !== undefined &&
      each.headSha !== sha;
    if (!task.attempts.some(isMoved)) continue;
    const judgement = judgementOf(sha, draft.rules.now, next);
    const attempts = task.attempts.map((each) =>
      isMoved(each) ? { ...each, headSha: sha, judgement } : each,
    );
    draft.put({ ...task, attempts });
  }
}

export function onPullRequestReopened(draft: Draft, event: EventOf<"PullRequestReopened">): void {
  const { pullRequest, by } = event;
  const { facts } = draft.root;
  // Closed and opened again before the first was judged, or once it was.
  const wasClosed =
    facts.closed.includes("pull-request") || facts.wishes.some((each) => each.pullRequest === pullRequest);
  if (pullRequest === facts.pullRequest && wasClosed)
    turn(draft, draft.root, { pullRequest, by, as: "reopened" });
}

type Stop = RootFacts["closed"][number];

/** Nothing new is started until everything that was closed is open again. */
function stop(draft: Draft, what: Stop, words: string): void {
  const { closed } = draft.root.facts;
  if (closed.includes(what)) return;
  const how =
    what === "issue" ? "reopen it to go on" : "reopen it to go on, or close this issue to end the tree";
  draft.putFacts({ closed: [...closed, what], stopped: `${words}; ${how}` });
  if (what === "pull-request") askPerson(draft, draft.root, { kind: "unmerged", reason: words });
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

const reviewsAskedMax = 5;

/** Kept until its author's permission is read; then it becomes one task under the root, or a leaf's next attempt. */
export function onChangesRequested(draft: Draft, event: EventOf<"ChangesRequested">): void {
  const { facts, status } = draft.root;
  const { review: id, pullRequest, by, body } = event;
  const isOfRoot = pullRequest === facts.pullRequest;
  const isOurs = isOfRoot || draft.survey.named(nameInEvent(event)).length > 0;
  if (!isOurs || isClosed(status) || facts.reviews.some((each) => each.id === id)) return;
  // Anybody may review: what one person says before it is known whether they may is kept up to a number, the rest is seen by a sweep.
  const asked = facts.reviews.filter((each) => each.by === by && each.state === "asked");
  if (asked.length >= reviewsAskedMax) return;
  const review = {
    id,
    by,
    body: body.slice(0, 8000),
    state: "asked" as const,
    ...(!isOfRoot && { pullRequest }),
  };
  draft.putFacts({ reviews: [...facts.reviews, review] });
}

function byIssue(draft: Draft, issue: number): Task | undefined {
  return draft.survey.named(issueName(issue))[0];
}
