import type { HubContext } from "../context.ts";
import type { Pull, Repo } from "../rows.ts";
import { mergeObstacle } from "./branch-rules.ts";
import { githubSignature } from "./identity.ts";

export type Mergeability = {
  mergeable: boolean | null;
  state: "clean" | "dirty" | "blocked" | "unstable" | "draft" | "unknown" | "behind";
  /** The merge that pull_request workflows check out, kept as `refs/pull/<n>/merge`. */
  mergeSha: string | null;
};

/** Tries the merge of an open pull request on today's branches and keeps it for workflows to check out. */
export async function mergeability(ctx: HubContext, pull: Pull): Promise<Mergeability> {
  const repo = ctx.state.repos.must(pull.repoId);
  const issue = ctx.state.issues.must(pull.issueId);
  if (issue.state === "closed") return { mergeable: null, state: "unknown", mergeSha: pull.mergeCommitSha };
  const base = await ctx.git(repo).resolve(`refs/heads/${pull.baseRef}`);
  if (!base) return { mergeable: null, state: "unknown", mergeSha: null };
  const mergeSha = await testMerge(ctx, repo, pull, base);
  if (!mergeSha) return { mergeable: false, state: "dirty", mergeSha: null };
  if (pull.draft) return { mergeable: true, state: "draft", mergeSha };
  if (mergeObstacle(ctx, repo, pull)) return { mergeable: true, state: "blocked", mergeSha };
  return { mergeable: true, state: hasTrouble(ctx, repo, pull.headSha) ? "unstable" : "clean", mergeSha };
}

/** The test merge of these two commits: made once, then read from its ref. */
async function testMerge(ctx: HubContext, repo: Repo, pull: Pull, base: string): Promise<string | null> {
  const git = ctx.git(repo);
  const ref = `refs/pull/${pull.number}/merge`;
  const old = await git.readCommit(ref);
  if (old && old.parents[0] === base && old.parents[1] === pull.headSha) return old.sha;
  const merged = await git.mergeTrees(base, pull.headSha);
  if (!("tree" in merged)) return null;
  const who = githubSignature();
  const message = `Merge ${pull.headSha} into ${base}`;
  const parents = [base, pull.headSha];
  const sha = await git.writeCommit({ tree: merged.tree, parents, author: who, committer: who, message });
  await git.setRef(ref, sha);
  return sha;
}

/** A check or status that is not required but red or unfinished makes a pull request `unstable`. */
function hasTrouble(ctx: HubContext, repo: Repo, sha: string): boolean {
  const runs = ctx.state.checkRuns.where("headSha", sha).filter((row) => row.repoId === repo.id);
  const latest = new Map(runs.map((row) => [`${row.maker} ${row.name}`, row.conclusion]));
  const statuses = ctx.state.statuses.where("sha", sha).filter((row) => row.repoId === repo.id);
  const states = new Map(statuses.map((row) => [row.context, row.state]));
  const fine = ["success", "neutral", "skipped"];
  return (
    [...latest.values()].some((conclusion) => conclusion === null || !fine.includes(conclusion)) ||
    [...states.values()].some((state) => state !== "success")
  );
}

/** True when everything of the head is in the base already. */
export async function isMergedAlready(ctx: HubContext, pull: Pull, base: string): Promise<boolean> {
  return ctx.git(ctx.state.repos.must(pull.repoId)).isAncestor(pull.headSha, base);
}
