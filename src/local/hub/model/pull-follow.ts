import type { HubContext } from "../context.ts";
import type { Pull, Repo, User } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announceIssue } from "./announce.ts";
import type { Author } from "./author.ts";
import { closeMentioned } from "./closing-keywords.ts";
import { recordEvent } from "./history.ts";
import { closeIssue } from "./issues.ts";
import { isMergedAlready } from "./mergeability.ts";

/** What a branch that moved (or went: `after` null) means for the open pull requests from it and into it. */
export async function followBranch(
  ctx: HubContext,
  repo: Repo,
  move: { ref: string; after: string | null; sender: User },
): Promise<void> {
  if (!move.ref.startsWith("refs/heads/")) return;
  const branch = move.ref.slice("refs/heads/".length);
  const by: Author = { user: move.sender, viaApp: false };
  const open = ctx.state.pulls.filter(
    (pull) => pull.repoId === repo.id && ctx.state.issues.must(pull.issueId).state === "open",
  );
  for (const pull of open.filter((one) => one.headRef === branch))
    await followHead(ctx, pull, move.after, by);
  if (move.after === null) return;
  for (const pull of open.filter((one) => one.baseRef === branch))
    if (await isMergedAlready(ctx, pull, move.after)) await markMerged(ctx, pull, by, move.after);
}

async function followHead(ctx: HubContext, pull: Pull, after: string | null, by: Author): Promise<void> {
  const issue = ctx.state.issues.must(pull.issueId);
  if (after === null) {
    await closeIssue(ctx, issue, by, null);
    return;
  }
  if (after === pull.headSha) return;
  const repo = ctx.state.repos.must(pull.repoId);
  await ctx.git(repo).setRef(`refs/pull/${pull.number}/head`, after);
  const base = await ctx.git(repo).resolve(`refs/heads/${pull.baseRef}`);
  ctx.state.pulls.patch(pull.id, { headSha: after, baseSha: base ?? pull.baseSha });
  const now = ctx.state.issues.patch(issue.id, { updatedAt: timestamp() });
  await announceIssue(ctx, now, by, "synchronize", { before: pull.headSha, after });
}

/** A closed pull request does not follow its branch; opened again it shows where that is by now. */
export async function catchUpHead(ctx: HubContext, pull: Pull): Promise<void> {
  const git = ctx.git(ctx.state.repos.must(pull.repoId));
  const head = await git.resolve(`refs/heads/${pull.headRef}`);
  if (head === undefined || head === pull.headSha) return;
  await git.setRef(`refs/pull/${pull.number}/head`, head);
  const base = await git.resolve(`refs/heads/${pull.baseRef}`);
  ctx.state.pulls.patch(pull.id, { headSha: head, baseSha: base ?? pull.baseSha });
}

/** Closes a pull request as merged by this commit, and the issues that it names when it went into the default branch. */
export async function markMerged(
  ctx: HubContext,
  pull: Pull,
  by: Author,
  mergeCommitSha: string,
): Promise<void> {
  const repo = ctx.state.repos.must(pull.repoId);
  const issue = ctx.state.issues.must(pull.issueId);
  ctx.state.pulls.patch(pull.id, { mergedAt: timestamp(), mergedById: by.user.id, mergeCommitSha });
  recordEvent(ctx, issue, by, "merged", { commitSha: mergeCommitSha });
  await closeIssue(ctx, issue, by, null, mergeCommitSha);
  if (pull.baseRef === repo.defaultBranch)
    await closeMentioned(ctx, repo, `${issue.title}\n${issue.body ?? ""}`, by, mergeCommitSha);
}
