import type { Actor } from "../actor.ts";
import type { HubContext } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { Pull } from "../rows.ts";
import { authorOf } from "./author.ts";
import { mergeObstacle } from "./branch-rules.ts";
import { githubSignature, signatureOf } from "./identity.ts";
import { markMerged } from "./pull-follow.ts";
import { commitsOf } from "./pulls.ts";
import { announceRefs, moveRef } from "./refs.ts";
import { guardMerge } from "./workflow-guard.ts";

export type MergeOrder = {
  method: "merge" | "squash" | "rebase";
  sha?: string | undefined;
  title?: string | undefined;
  message?: string | undefined;
};

/** Merges a pull request and answers with the new commit on its base branch. */
export async function mergePull(
  ctx: HubContext,
  pull: Pull,
  actor: Actor,
  order: MergeOrder,
): Promise<string> {
  const by = authorOf(actor);
  const repo = ctx.state.repos.must(pull.repoId);
  const git = ctx.git(repo);
  const issue = ctx.state.issues.must(pull.issueId);
  if (issue.state === "closed" || pull.draft || order.method === "rebase")
    throw new Refusal(405, notMergeable(pull, order.method));
  if (order.sha && order.sha !== pull.headSha)
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  const obstacle = mergeObstacle(ctx, repo, pull, actor);
  if (obstacle) throw new Refusal(405, `Repository rule violations found\n\n${obstacle}\n\n`);
  const base = await git.resolve(`refs/heads/${pull.baseRef}`);
  const merged = base ? await git.mergeTrees(base, pull.headSha) : { conflicts: [] };
  if (!base || !("tree" in merged)) throw new Refusal(405, "Pull Request is not mergeable");
  if (await git.isAncestor(pull.headSha, base)) throw new Refusal(405, "Pull Request is not mergeable");
  await guardMerge(ctx, repo, actor, { base, tree: merged.tree });
  const sha = await git.writeCommit({
    tree: merged.tree,
    parents: order.method === "squash" ? [base] : [base, pull.headSha],
    author: signatureOf(by.user),
    committer: githubSignature(),
    message: await mergeMessage(ctx, pull, order),
  });
  await moveRef(ctx, repo, { ref: `refs/heads/${pull.baseRef}`, from: base, to: sha });
  ctx.state.pulls.patch(pull.id, { baseSha: base });
  await markMerged(ctx, ctx.state.pulls.must(pull.id), by, sha);
  await announceRefs(ctx, repo, by.user);
  return sha;
}

/** GitHub's own words where the caller gave none. */
async function mergeMessage(ctx: HubContext, pull: Pull, order: MergeOrder): Promise<string> {
  const { title } = ctx.state.issues.must(pull.issueId);
  const owner = ctx.ownerOf(ctx.state.repos.must(pull.repoId)).login;
  const squash = order.method === "squash";
  const first = squash
    ? `${title} (#${pull.number})`
    : `Merge pull request #${pull.number} from ${owner}/${pull.headRef}`;
  const listed = squash ? (await commitsOf(ctx, pull)).map((one) => `* ${one.message}`).join("\n\n") : title;
  const body = order.message ?? listed;
  return body ? `${order.title ?? first}\n\n${body}` : (order.title ?? first);
}

function notMergeable(pull: Pull, method: string): string {
  if (pull.mergedAt) return "Pull Request is already merged";
  if (pull.draft) return "Pull Request is still a draft";
  return method === "rebase"
    ? "Rebase merges are not allowed on this repository."
    : "Pull Request is not mergeable";
}
