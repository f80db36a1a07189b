import { epicBranch } from "#src/core/branch.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { onceMore } from "#src/core/needs-of-task.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { ensureBranch, listCommits, mergeBranch } from "#src/effects/github/branches.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readPermission } from "#src/effects/github/permission.ts";
import { ensurePullRequest, reopenPull, updatePullRequest } from "#src/effects/github/pulls.ts";
import { ensureReaction } from "#src/effects/github/reactions.ts";
import { readLineComments } from "#src/effects/github/reviews.ts";
import { NeedsHuman, Retryable } from "#src/errors.ts";
import { renderRootPullBody, rootPullTitle } from "#src/views/pull-body.ts";
import { epicSha } from "./epic-sha.ts";
import { quietly } from "./publish.ts";
import { repositoryOf, type World } from "./world.ts";

/** 👀: seen, before anything else is done. */
export async function acknowledgeRequest(world: World, tree: Tree): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  await ensureReaction(await repositoryOf(world, tree), { issue: facts.issue }, "eyes");
  return [{ type: "RequestSeen" }];
}

/** Asked of GitHub at this moment: a label alone proves no permission. */
export async function checkPermission(
  world: World,
  tree: Tree,
  { login, review, resume, wish }: EffectOf<"CheckPermission">,
): Promise<TreeEvent[]> {
  const repo = await repositoryOf(world, tree);
  // What the App did was decided before it was done; GitHub has no answer about a bot.
  const { mayWrite } = login === world.bot ? { mayWrite: true } : await readPermission(repo, login);
  const about = {
    ...(review !== undefined && { review }),
    ...(resume !== undefined && { resume }),
    ...(wish !== undefined && { wish }),
  };
  const { facts } = rootOf(tree);
  const pullRequest = facts.reviews.find(({ id }) => id === review)?.pullRequest ?? facts.pullRequest;
  const isRead = mayWrite && review !== undefined && pullRequest !== undefined;
  const words = isRead ? await lineWords(repo, { pullRequest, review }) : "";
  return [{ type: "PermissionChecked", login, allowed: mayWrite, ...about, ...(words !== "" && { words }) }];
}

const lineWordsMax = 8000;

/** What the review says on lines, one after the other; people write most of it there. */
async function lineWords(repo: Repo, about: { pullRequest: number; review: number }): Promise<string> {
  const comments = await readLineComments(repo, about);
  const words = comments.map(
    ({ path, line, body }) => `${path}${line === undefined ? "" : `:${line}`}: ${body.trim()}`,
  );
  return words.join("\n").slice(0, lineWordsMax).toWellFormed();
}

export async function ensureEpic(
  world: World,
  tree: Tree,
  { sha }: EffectOf<"EnsureEpic">,
): Promise<TreeEvent[]> {
  const branch = epicBranch(rootOf(tree).facts.issue);
  const epic = await ensureBranch(await repositoryOf(world, tree), branch, sha);
  return [{ type: "EpicEnsured", sha: epic.sha }];
}

export async function readEpic(
  world: World,
  tree: Tree,
  { task, n }: EffectOf<"ReadEpic">,
): Promise<TreeEvent[]> {
  return [{ type: "EpicRead", task, n, sha: await epicSha(world, tree), at: world.clock() }];
}

/**
 * @throws NeedsHuman when somebody pushed the epic branch so that work which was merged into it is not there any more; Retryable when that
 * is seen for the first time: a list that is behind shows the same
 */
async function requireMerges(
  { listsLagMs = 0 }: World,
  tree: Tree,
  { repo, key }: { repo: Repo; key: string },
): Promise<void> {
  const { issue, requestedAt } = rootOf(tree).facts;
  const branch = epicBranch(issue);
  const merged = [...tree.tasks.values()].flatMap((task) => {
    const sha = task.attempts.findLast(({ mergedSha }) => mergedSha)?.mergedSha;
    return sha !== undefined && task.status === "done" ? [{ task, sha }] : [];
  });
  if (merged.length === 0) return;
  const there = await listCommits(repo, branch, new Date(requestedAt).toISOString());
  const lost = merged.find(({ sha }) => !there.has(sha));
  if (lost === undefined) return;
  const words = `${branch} does not hold the work of “${lost.task.title}” any more`;
  const before = rootOf(tree).trouble.find((each) => each.key === key);
  if (listsLagMs > 0 && before?.message !== words) throw new Retryable(words, { retryAfterMs: listsLagMs });
  throw new NeedsHuman(words, {
    hint: `push ${lost.sha} back onto it, or reopen #${lost.task.issue?.number ?? ""} to have it done once more; then ${onceMore}`,
  });
}

export async function mergeDefault(
  world: World,
  tree: Tree,
  { n, key }: EffectOf<"MergeDefault">,
): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  const from = facts.preflight?.defaultBranch ?? "main";
  const repo = await repositoryOf(world, tree);
  await epicSha(world, tree);
  await requireMerges(world, tree, { repo, key });
  const { why, ...merged } = await mergeBranch(repo, {
    into: epicBranch(facts.issue),
    from,
    message: `Merge ${from} into ${epicBranch(facts.issue)}${quietly(tree)}`,
  });
  if (why !== undefined) {
    const attrs = { subject: `merge of ${from}`, verdict: "refused" as const, detail: why };
    world.trace.write({ type: "validation", root: tree.root, task: tree.root, attrs });
  }
  return [{ type: "DefaultMerged", n, ...merged }];
}

export async function openRootPullRequest(world: World, tree: Tree): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  const repo = await repositoryOf(world, tree);
  const body = renderRootPullBody(tree);
  const title = rootPullTitle(tree);
  const head = epicBranch(facts.issue);
  const opened = await ensurePullRequest(repo, {
    head,
    base: facts.preflight?.defaultBranch ?? "main",
    title,
    body,
  });
  if ("refused" in opened)
    throw new NeedsHuman(`GitHub takes no pull request from ${head}: ${opened.refused}`, {
      hint: "open it by hand, or close the issue",
    });
  if (facts.reopens === true && opened.pull.state === "closed") {
    const answer = await reopenPull(repo, opened.pull.number);
    if (answer !== undefined)
      throw new NeedsHuman(`GitHub does not open #${opened.pull.number} again: ${answer.refused}`, {
        hint: "open it by hand, or cancel the tree with `/fractal cancel`",
      });
  }
  if (!opened.created) await updatePullRequest(repo, opened.pull, { title, body });
  const { number: pullRequest, headSha } = opened.pull;
  return [{ type: "RootPullRequestOpened", pullRequest, headSha, at: world.clock() }];
}
