import { attemptKey } from "#src/core/attempt.ts";
import { epicBranch, leafBranch } from "#src/core/branch.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { isBeingJudged } from "#src/core/refusal.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import * as merges from "#src/effects/github/merge-pull.ts";
import * as patches from "#src/effects/github/publish.ts";
import { ensurePullRequest, findPullRequest, type PullRequest } from "#src/effects/github/pulls.ts";
import { readTurn, untold } from "#src/effects/github/issue-events.ts";
import { NeedsHuman, Retryable } from "#src/errors.ts";
import { leafCommitMessage, leafPullTitle, pullMarker, renderLeafPullBody } from "#src/views/pull-body.ts";
import { attemptOf } from "./attempt-of.ts";
import { epicSha } from "./epic-sha.ts";
import { readPatch } from "./handed-back.ts";
import { isWhole } from "./judge-report.ts";
import { repositoryOf, type World } from "./world.ts";

/** Commits what the guard let through, as the App, on the attempt's own branch. */
export async function publishPatch(
  world: World,
  tree: Tree,
  effect: EffectOf<"PublishPatch">,
): Promise<TreeEvent[]> {
  const found = attemptOf(tree, effect);
  if (found === undefined) return [];
  const { task, attempt } = found;
  const repo = await repositoryOf(world, tree);
  const patch = await readPatch(world, repo, effect.runId);
  const judged = attempt.patch ?? [];
  // A run that a person started again hands back anew, under the same name.
  const isSame = judged.every((file) => file.status === "deleted" || (patch && isWhole(patch, file)));
  if (patch === undefined || !isSame) {
    const words = `what run ${effect.runId} handed back ${patch ? "is not what was judged" : "is not there"} any more`;
    return [{ type: "MergeRefused", task: task.id, attempt: attempt.n, why: "lost", words }];
  }
  const files = judged.map(({ path, status, mode }) => ({
    path,
    content: status === "deleted" ? null : (patch.get(`files/${path}`) ?? ""),
    ...(mode === "100755" && { mode: "100755" as const }),
  }));
  const branch = leafBranch(rootOf(tree).facts.issue, task.id, attempt.n);
  const about = { task: task.id, attempt: attempt.n, branch };
  const published = await patches.publishPatch(repo, {
    branch,
    baseSha: attempt.baseSha ?? "",
    message: `${leafCommitMessage(task, attempt)}${quietly(tree)}`,
    files,
    key: attemptKey(task.id, attempt.n),
  });
  if (published.outcome === "published")
    return [{ type: "PatchPublished", ...about, headSha: published.headSha }];
  const opened = published.outcome === "taken" ? await findOurs(repo, tree, about) : undefined;
  if (opened !== undefined) return [{ type: "PatchPublished", ...about, headSha: opened.headSha }];
  // A link is named when the report is judged, so that this is only for a base that was judged by older rules.
  if (published.outcome === "unsafe")
    throw new NeedsHuman(`the patch is not published: ${published.words}`, {
      hint: "close the task's issue",
    });
  throw new NeedsHuman(
    published.outcome === "taken"
      ? `the branch ${branch} is somebody else's`
      : "the patch changes nothing on its base",
    { hint: `delete ${branch}, or close the task's issue` },
  );
}

/** Our pull request from a branch without our commit: somebody forced it to something else, which is judged in its place. */
async function findOurs(
  repo: Repo,
  tree: Tree,
  { task, attempt, branch }: { task: string; attempt: number; branch: string },
): Promise<PullRequest | undefined> {
  const opened = await findPullRequest(repo, { head: branch, base: epicBranch(rootOf(tree).facts.issue) });
  return opened?.body.startsWith(pullMarker(`${attemptKey(task, attempt)}/pull-request`))
    ? opened
    : undefined;
}

/**
 * Where a verify command judges, the repository's own workflows, with their secrets, are not to run a model's code: neither for a leaf's
 * commit nor for the push that a merge into the epic is.
 */
export function quietly(tree: Tree): string {
  return rootOf(tree).facts.preflight?.ci === "verify" ? "\n\n[skip ci]" : "";
}

export async function openPullRequest(
  world: World,
  tree: Tree,
  effect: EffectOf<"OpenPullRequest">,
): Promise<TreeEvent[]> {
  const found = attemptOf(tree, effect);
  if (found?.attempt.branch === undefined) return [];
  const { task, attempt } = found;
  const { facts } = rootOf(tree);
  const repo = await repositoryOf(world, tree);
  const opened = await ensurePullRequest(repo, {
    head: found.attempt.branch,
    base: epicBranch(facts.issue),
    title: leafPullTitle(task),
    body: renderLeafPullBody(tree, task, attempt),
  });
  const about = { task: task.id, attempt: attempt.n };
  if ("pull" in opened)
    return [{ type: "PullRequestOpened", ...about, pullRequest: opened.pull.number, at: world.clock() }];
  return [
    {
      type: "MergeRefused",
      ...about,
      why: "conflict",
      words: `GitHub takes no pull request: ${opened.refused}`,
    },
  ];
}

/** At exactly the head that was judged. */
export async function mergePullRequest(
  world: World,
  tree: Tree,
  { task, attempt, pullRequest, sha }: EffectOf<"MergePullRequest">,
): Promise<TreeEvent[]> {
  const quiet = quietly(tree);
  const part = tree.tasks.get(task);
  const repo = await repositoryOf(world, tree);
  const merged = await merges.mergePullRequest(repo, {
    number: pullRequest,
    sha,
    // GitHub puts the title of the pull request there, when it is told nothing.
    ...(quiet !== "" && part !== undefined && { message: `${leafPullTitle(part)}${quiet}` }),
  });
  const about = { task, attempt };
  switch (merged.outcome) {
    case "merged":
      return [{ type: "PullRequestMerged", ...about, pullRequest, sha: merged.sha }];
    case "moved":
      return [{ type: "PullRequestPushed", pullRequest, sha: merged.headSha }];
    case "conflict":
      return [{ type: "MergeRefused", ...about, why: "conflict", words: merged.words }];
    case "closed": {
      const turn = await readTurn(repo, pullRequest, "closed");
      if (turn === undefined) throw untold(pullRequest, "closed");
      if (isBeingJudged(rootOf(tree).facts, { pullRequest, by: turn.by, as: "unmerged" }))
        throw new Retryable(`@${turn.by} closed #${pullRequest}; whether they may is being looked at`);
      return [{ type: "PullRequestClosed", pullRequest, merged: false, by: turn.by }];
    }
    default:
      await epicSha(world, tree);
      // The work is green and stays: as soon as the rule is gone, or a person merged it, the tree goes on.
      throw new Retryable(`GitHub does not let the App merge #${pullRequest}: ${merged.words}`, {
        hint: "let the App pass the rule (settings, Rules, bypass list), or merge it by hand",
      });
  }
}
