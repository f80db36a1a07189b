import type { TreeEvent } from "#src/core/event.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readLastEvent } from "#src/effects/github/issue-events.ts";
import { readPullRequest } from "#src/effects/github/pulls.ts";
import { readChangeRequests } from "#src/effects/github/reviews.ts";

/** Pull requests of the tree that were closed, merged or reopened, and reviews of the root's that ask for changes. */
export async function sweepPulls(repo: Repo, tree: Tree): Promise<TreeEvent[]> {
  const { pullRequest, closed } = rootOf(tree).facts;
  const events: TreeEvent[] = [];
  for (const number of openLeafPulls(tree)) events.push(...(await ended(repo, number)));
  if (pullRequest === undefined) return events;
  const isShut = closed.includes("pull-request");
  events.push(...(await ended(repo, pullRequest, isShut)), ...(await missedReviews(repo, tree, pullRequest)));
  return events;
}

function openLeafPulls(tree: Tree): number[] {
  return [...tree.tasks.values()].flatMap(({ attempts }) =>
    attempts.flatMap(({ pullRequest, outcome, mergedSha }) =>
      pullRequest !== undefined && outcome === undefined && mergedSha === undefined ? [pullRequest] : [],
    ),
  );
}

/** @param isShut the tree knows that it was closed unmerged */
async function ended(repo: Repo, pullRequest: number, isShut = false): Promise<TreeEvent[]> {
  const { state, mergedSha } = await readPullRequest(repo, pullRequest);
  if (state === (isShut ? "closed" : "open")) return [];
  const kind = state === "open" ? "reopened" : "closed";
  const by = (await readLastEvent(repo, pullRequest, ({ event }) => event === kind))?.by ?? "ghost";
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
