import { type Attempt, isOpen } from "#src/core/attempt.ts";
import { epicBranch } from "#src/core/branch.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { readRef } from "#src/effects/github/branches.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readTurn } from "#src/effects/github/issue-events.ts";
import { listPullRequests, type PullRequest, readPullRequest } from "#src/effects/github/pulls.ts";
import { readChangeRequests } from "#src/effects/github/reviews.ts";

/**
 * Pull requests of the tree that were closed, merged, reopened or pushed to, and their reviews that ask for changes. The pull requests of the
 * leaves come in one list, their reviews one by one.
 */
export async function sweepPulls(repo: Repo, tree: Tree): Promise<TreeEvent[]> {
  const { pullRequest, closed, judgement } = rootOf(tree).facts;
  const events = await missedOfLeaves(repo, tree);
  if (pullRequest === undefined) return events;
  const isShut = closed.includes("pull-request");
  const pull = await readPullRequest(repo, pullRequest);
  events.push(...(await ended(repo, pull, isShut)));
  if (judgement !== undefined && judgement.next !== "ask")
    events.push(...(await pushed(repo, pull, judgement.sha)));
  return [...events, ...(await missedReviews(repo, tree, pullRequest))];
}

/** Of an attempt that ended otherwise only that a person merged it says anything. */
async function missedOfLeaves(repo: Repo, tree: Tree): Promise<TreeEvent[]> {
  const attempts = new Map<number, Attempt>();
  for (const task of tree.tasks.values())
    for (const attempt of task.attempts)
      if (attempt.pullRequest !== undefined && attempt.mergedSha === undefined)
        attempts.set(attempt.pullRequest, attempt);
  if (attempts.size === 0) return [];
  const events: TreeEvent[] = [];
  for (const pull of await listPullRequests(repo, epicBranch(rootOf(tree).facts.issue))) {
    const attempt = attempts.get(pull.number);
    if (attempt === undefined) continue;
    if (isOpen(attempt) || pull.state === "merged") events.push(...(await ended(repo, pull)));
    if (!isOpen(attempt)) continue;
    events.push(...(await pushed(repo, pull, attempt.headSha)));
    if (pull.state === "open") events.push(...(await missedReviews(repo, tree, pull.number)));
  }
  return events;
}

/** The branch itself is asked: a pull request may show for a while the head that it had. */
async function pushed(
  repo: Repo,
  { number: pullRequest, state, head, headSha }: PullRequest,
  known: string | undefined,
): Promise<TreeEvent[]> {
  if (state !== "open" || headSha === known) return [];
  const sha = await readRef(repo, head);
  return sha === undefined || sha === known ? [] : [{ type: "PullRequestPushed", pullRequest, sha }];
}

/** @param isShut the tree knows that it was closed unmerged */
async function ended(
  repo: Repo,
  { number: pullRequest, state, mergedSha }: PullRequest,
  isShut = false,
): Promise<TreeEvent[]> {
  if (state === (isShut ? "closed" : "open")) return [];
  const turn = await readTurn(repo, pullRequest, state === "open" ? "reopened" : "closed");
  // Merged is merged, by whomever; of the rest the next sweep knows more.
  if (turn === undefined && state !== "merged") return [];
  const by = turn?.by ?? "ghost";
  if (state === "open") return [{ type: "PullRequestReopened", pullRequest, by }];
  const sha = mergedSha === undefined ? {} : { mergedSha };
  return [{ type: "PullRequestClosed", pullRequest, merged: state === "merged", by, ...sha }];
}

async function missedReviews(repo: Repo, tree: Tree, pullRequest: number): Promise<TreeEvent[]> {
  const known = rootOf(tree).facts.reviews.map(({ id }) => id);
  const requests = await readChangeRequests(repo, pullRequest);
  return requests
    .filter(({ id }) => !known.includes(id))
    .map(({ id: review, by, body }) => ({ type: "ChangesRequested", pullRequest, review, by, body }));
}
