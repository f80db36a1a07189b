import type { HubContext } from "../context.ts";
import { mergeability } from "../model/mergeability.ts";
import type { Pull, Repo } from "../rows.ts";
import { associationOf, issueUrl, renderIssue } from "./issue.ts";
import { nodeId } from "./node-id.ts";
import { renderRepo, repoUrl } from "./repo.ts";
import { renderUser, renderUserId } from "./user.ts";

/** GitHub's `pull-request-simple`, as lists carry it. */
export function renderPullSimple(ctx: HubContext, pull: Pull) {
  const repo = ctx.state.repos.must(pull.repoId);
  const issue = ctx.state.issues.must(pull.issueId);
  const shared = renderIssue(ctx, issue);
  return {
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    ...addresses(ctx, repo, pull),
    number: pull.number,
    state: issue.state,
    locked: issue.locked,
    active_lock_reason: null,
    title: issue.title,
    body: issue.body,
    user: shared.user,
    // GitHub's description of this list has no null here.
    labels: shared.labels.map((label) => ({ ...label, description: label.description ?? "" })),
    milestone: null,
    assignee: shared.assignee,
    assignees: shared.assignees,
    requested_reviewers: [],
    requested_teams: [],
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    draft: pull.draft,
    head: side(ctx, repo, pull.headRef, pull.headSha),
    base: side(ctx, repo, pull.baseRef, pull.baseSha),
    author_association: associationOf(ctx, repo, issue.userId),
    auto_merge: null,
  };
}

/** GitHub's `pull-request`, with what only git knows: can it be merged, and how big is it. */
export async function renderPull(ctx: HubContext, pull: Pull) {
  const repo = ctx.state.repos.must(pull.repoId);
  const git = ctx.git(repo);
  const issue = ctx.state.issues.must(pull.issueId);
  const merge = await mergeability(ctx, pull);
  const base = (await git.mergeBase(pull.baseSha, pull.headSha)) ?? null;
  const files = await git.diffFiles(base, pull.headSha);
  const sum = (field: "additions" | "deletions"): number =>
    files.reduce((total, file) => total + file[field], 0);
  return {
    ...renderPullSimple(ctx, pull),
    merge_commit_sha: merge.mergeSha,
    merged: pull.mergedAt !== null,
    mergeable: merge.mergeable,
    rebaseable: merge.mergeable,
    mergeable_state: merge.state,
    merged_by: renderUserId(ctx, pull.mergedById),
    comments: ctx.state.comments.where("issueId", issue.id).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: await git.countCommits(pull.baseSha, pull.headSha),
    additions: sum("additions"),
    deletions: sum("deletions"),
    changed_files: files.length,
  };
}

function side(ctx: HubContext, repo: Repo, ref: string, sha: string) {
  const owner = renderUser(ctx, ctx.ownerOf(repo));
  // Webhooks and REST both want these switches of a pull request's repository.
  const switches = {
    allow_auto_merge: false,
    allow_merge_commit: true,
    allow_rebase_merge: false,
    allow_squash_merge: true,
    allow_update_branch: false,
    delete_branch_on_merge: false,
    use_squash_pr_title_as_default: false,
    merge_commit_message: "PR_TITLE",
    merge_commit_title: "MERGE_MESSAGE",
    squash_merge_commit_message: "COMMIT_MESSAGES",
    squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
  };
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: owner,
    repo: { ...renderRepo(ctx, repo), ...switches },
  };
}

export function pullUrl(ctx: HubContext, pull: Pull): string {
  return `${repoUrl(ctx, ctx.state.repos.must(pull.repoId))}/pulls/${pull.number}`;
}

function addresses(ctx: HubContext, repo: Repo, pull: Pull) {
  const url = pullUrl(ctx, pull);
  const html = `${ctx.url}/${ctx.fullName(repo)}/pull/${pull.number}`;
  const issue = issueUrl(ctx, ctx.state.issues.must(pull.issueId));
  const links = {
    self: url,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${repoUrl(ctx, repo)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${repoUrl(ctx, repo)}/statuses/${pull.headSha}`,
  };
  return {
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
  };
}

/** GitHub's `pull-request-minimal`, as checks and runs carry it. */
export function renderPullMinimal(ctx: HubContext, pull: Pull) {
  const repo = ctx.state.repos.must(pull.repoId);
  const short = { id: repo.id, url: repoUrl(ctx, repo), name: repo.name };
  return {
    id: pull.id,
    number: pull.number,
    url: pullUrl(ctx, pull),
    head: { ref: pull.headRef, sha: pull.headSha, repo: short },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo: short },
  };
}

/** The open pull requests whose head is that commit. */
export function pullsOfHead(ctx: HubContext, repo: Repo, sha: string): Pull[] {
  return ctx.state.pulls
    .where("headSha", sha)
    .filter((row) => row.repoId === repo.id && ctx.state.issues.must(row.issueId).state === "open");
}
