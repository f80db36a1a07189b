import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { judgementOf } from "./judgement.ts";
import { RootFacts, Task } from "./tree.ts";

/** A labelled issue becomes the root's row; the same request again changes nothing. */
export function onRootRequested(draft: Draft, event: EventOf<"RootRequested">): void {
  const id = draft.tree.root;
  if (draft.task(id) !== undefined) return;
  const facts = RootFacts.parse({
    owner: event.owner,
    repo: event.repo,
    issue: event.issue.number,
    requestedBy: event.by,
    requestedAt: event.at,
    spec: event.body,
  });
  draft.put(
    Task.parse({
      id,
      root: id,
      parent: null,
      index: 0,
      title: event.title,
      objective: event.title,
      type: "feature",
      size: "XL",
      risk: "low",
      acceptance: "",
      verify: null,
      files: [],
      needs: [],
      origin: "spec",
      status: "queued",
      issue: event.issue,
      facts,
    }),
  );
}

export function onRequestSeen(draft: Draft): void {
  draft.noteFacts({ seen: true });
}

/** Of the person who labelled the issue, or who asked for changes in a review. */
export function onPermissionChecked(draft: Draft, event: EventOf<"PermissionChecked">): void {
  const { facts } = draft.root;
  if (event.review === undefined) {
    if (facts.allowed === undefined) draft.putFacts({ allowed: event.allowed });
    return;
  }
  const reviews = facts.reviews.map((review) =>
    review.id === event.review
      ? { ...review, state: event.allowed ? ("allowed" as const) : ("refused" as const) }
      : review,
  );
  draft.putFacts({ reviews });
}

/** Checked again after a restart, until nothing stands in the way. */
export function onPreflightDone(draft: Draft, event: EventOf<"PreflightDone">): void {
  if (draft.root.facts.epicSha !== undefined) return;
  const { problems, baseSha, defaultBranch, ci } = event;
  draft.putFacts({
    preflight: { problems, baseSha, defaultBranch, ci },
    config: event.config,
    prices: event.prices,
  });
}

export function onEpicEnsured(draft: Draft, event: EventOf<"EpicEnsured">): void {
  if (draft.root.facts.epicSha === undefined) draft.putFacts({ epicSha: event.sha });
}

/** The default branch is in the epic: the last commit before a person reviews. */
export function onDefaultMerged(draft: Draft, event: EventOf<"DefaultMerged">): void {
  const { facts } = draft.root;
  if (facts.defaultMerged) return;
  if (event.outcome === "conflict") {
    draft.put({
      ...draft.root,
      status: "needs_human",
      reason: `the default branch does not merge into the epic branch: merge it by hand and push, then start again`,
    });
    return;
  }
  const judgement =
    facts.pullRequest === undefined ? undefined : judgementOf(event.sha, draft, facts.preflight?.ci);
  draft.putFacts({ defaultMerged: true, ...(judgement && { judgement }) });
}

export function onRootPullRequestOpened(draft: Draft, event: EventOf<"RootPullRequestOpened">): void {
  const { facts } = draft.root;
  if (facts.pullRequest !== undefined) return;
  draft.putFacts({
    pullRequest: event.pullRequest,
    judgement: judgementOf(event.headSha, draft, facts.preflight?.ci),
  });
}
