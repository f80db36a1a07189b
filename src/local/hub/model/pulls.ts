import type { Actor } from "../actor.ts";
import type { HubContext } from "../context.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { type Commit, log, resolve, writeCommit } from "../git/commits.ts";
import { countCommits, isAncestor, mergeTrees } from "../git/merge.ts";
import type { Pull, Repo } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announceIssue } from "./announce.ts";
import { type Author, authorOf } from "./author.ts";
import { mergeObstacle } from "./branch-rules.ts";
import { githubSignature, signatureOf } from "./identity.ts";
import { insertIssue } from "./issues.ts";
import { markMerged } from "./pull-follow.ts";
import { announceRefs, moveRef } from "./refs.ts";
import { guardMerge } from "./workflow-guard.ts";

export type NewPull = {
  title: string;
  body?: string | null | undefined;
  head: string;
  base: string;
  draft?: boolean | undefined;
};

/** Opens a pull request between two branches of one repository; the hub has no forks. */
export async function createPull(ctx: HubContext, repo: Repo, by: Author, wanted: NewPull): Promise<Pull> {
  const headRef = wanted.head.replace(`${ctx.ownerOf(repo).login}:`, "");
  const bare = ctx.git(repo);
  const headSha = await resolve(bare, `refs/heads/${headRef}`);
  if (!headSha) throw invalid("head");
  const baseSha = await resolve(bare, `refs/heads/${wanted.base}`);
  if (!baseSha) throw invalid("base");
  if ((await countCommits(bare, baseSha, headSha)) === 0)
    throw custom(`No commits between ${wanted.base} and ${headRef}`);
  if (openPull(ctx, repo, headRef, wanted.base))
    throw custom(`A pull request already exists for ${ctx.ownerOf(repo).login}:${headRef}.`);
  const id = ctx.nextId();
  const row = {
    id,
    repoId: repo.id,
    headRef,
    headSha,
    baseRef: wanted.base,
    baseSha,
    draft: wanted.draft ?? false,
  };
  const issue = insertIssue(ctx, repo, by, wanted, id);
  const unmerged = { mergedAt: null, mergedById: null, mergeCommitSha: null };
  const pull = ctx.state.pulls.put({ ...row, ...unmerged, issueId: issue.id, number: issue.number });
  await bare.bytes(["update-ref", `refs/pull/${pull.number}/head`, headSha]);
  await announceIssue(ctx, issue, by, "opened");
  return pull;
}

const invalid = (field: string): Refusal =>
  validationFailed({ resource: "PullRequest", field, code: "invalid" });
const custom = (message: string): Refusal =>
  validationFailed({ resource: "PullRequest", code: "custom", message });

export function openPull(ctx: HubContext, repo: Repo, head: string, base: string): Pull | undefined {
  return ctx.state.pulls.find(
    (row) =>
      row.repoId === repo.id &&
      row.headRef === head &&
      row.baseRef === base &&
      ctx.state.issues.must(row.issueId).state === "open",
  );
}

export function pullNumbered(ctx: HubContext, repo: Repo, number: number): Pull {
  const pull = ctx.state.pulls.find((row) => row.repoId === repo.id && row.number === number);
  if (!pull) throw notFound();
  return pull;
}

/** The commits a pull request brings, oldest first. */
export async function commitsOf(ctx: HubContext, pull: Pull): Promise<Commit[]> {
  const bare = ctx.git(ctx.state.repos.must(pull.repoId));
  return (await log(bare, `${pull.baseSha}..${pull.headSha}`)).reverse();
}

/** Points an open pull request at another base branch. */
export async function changeBase(ctx: HubContext, pull: Pull, by: Author, base: string): Promise<Pull> {
  if (base === pull.baseRef) return pull;
  const repo = ctx.state.repos.must(pull.repoId);
  const sha = await resolve(ctx.git(repo), `refs/heads/${base}`);
  if (!sha) throw invalid("base");
  const now = ctx.state.pulls.patch(pull.id, { baseRef: base, baseSha: sha });
  const issue = ctx.state.issues.patch(pull.issueId, { updatedAt: timestamp() });
  const changes = { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } };
  await announceIssue(ctx, issue, by, "edited", { changes });
  return now;
}

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
  const bare = ctx.git(repo);
  const issue = ctx.state.issues.must(pull.issueId);
  if (issue.state === "closed" || pull.draft || order.method === "rebase")
    throw new Refusal(405, notMergeable(pull, order.method));
  if (order.sha && order.sha !== pull.headSha)
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  const obstacle = mergeObstacle(ctx, repo, pull, actor);
  if (obstacle) throw new Refusal(405, `Repository rule violations found\n\n${obstacle}\n\n`);
  const base = await resolve(bare, `refs/heads/${pull.baseRef}`);
  const merged = base ? await mergeTrees(bare, base, pull.headSha) : { conflicts: [] };
  if (!base || !("tree" in merged)) throw new Refusal(405, "Pull Request is not mergeable");
  if (await isAncestor(bare, pull.headSha, base)) throw new Refusal(405, "Pull Request is not mergeable");
  await guardMerge(ctx, repo, actor, { base, tree: merged.tree });
  const sha = await writeCommit(bare, {
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
