import type { HubContext } from "../context.ts";
import { notFound, type Refusal, validationFailed } from "../errors.ts";
import type { Pull, Repo } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announceIssue } from "./announce.ts";
import type { Author } from "./author.ts";
import { insertIssue } from "./issues.ts";
import type { Commit } from "../git/git.ts";

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
  const git = ctx.git(repo);
  const headSha = await git.resolve(`refs/heads/${headRef}`);
  if (!headSha) throw invalid("head");
  const baseSha = await git.resolve(`refs/heads/${wanted.base}`);
  if (!baseSha) throw invalid("base");
  if ((await git.countCommits(baseSha, headSha)) === 0)
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
  await git.setRef(`refs/pull/${pull.number}/head`, headSha);
  await announceIssue(ctx, issue, by, "opened");
  return pull;
}

const invalid = (field: string): Refusal =>
  validationFailed({ resource: "PullRequest", field, code: "invalid" });
const custom = (message: string): Refusal =>
  validationFailed({ resource: "PullRequest", code: "custom", message });

export function openPull(ctx: HubContext, repo: Repo, head: string, base: string): Pull | undefined {
  return ctx.state.pulls
    .where("headRef", head)
    .find(
      (row) =>
        row.repoId === repo.id && row.baseRef === base && ctx.state.issues.must(row.issueId).state === "open",
    );
}

export function pullNumbered(ctx: HubContext, repo: Repo, number: number): Pull {
  const pull = ctx.state.pulls.where("number", number).find((row) => row.repoId === repo.id);
  if (!pull) throw notFound();
  return pull;
}

/** The commits a pull request brings, oldest first. */
export async function commitsOf(ctx: HubContext, pull: Pull): Promise<Commit[]> {
  const git = ctx.git(ctx.state.repos.must(pull.repoId));
  return (await git.log({ from: pull.headSha, not: [pull.baseSha] })).reverse();
}

/** Points an open pull request at another base branch. */
export async function changeBase(ctx: HubContext, pull: Pull, by: Author, base: string): Promise<Pull> {
  if (base === pull.baseRef) return pull;
  const repo = ctx.state.repos.must(pull.repoId);
  const sha = await ctx.git(repo).resolve(`refs/heads/${base}`);
  if (!sha) throw invalid("base");
  const now = ctx.state.pulls.patch(pull.id, { baseRef: base, baseSha: sha });
  const issue = ctx.state.issues.patch(pull.issueId, { updatedAt: timestamp() });
  const changes = { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } };
  await announceIssue(ctx, issue, by, "edited", { changes });
  return now;
}
