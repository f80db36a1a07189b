import type { HubContext } from "../context.ts";
import { accountOf, verificationOf } from "../model/identity.ts";
import type { Repo } from "../rows.ts";
import { nodeId } from "./node-id.ts";
import { repoUrl } from "./repo.ts";
import { renderUser } from "./user.ts";
import type { Commit, FileDiff } from "../git/git.ts";

/** GitHub's `git-commit`: the object of the git database. */
export function renderGitCommit(ctx: HubContext, repo: Repo, commit: Commit) {
  const api = `${repoUrl(ctx, repo)}/git`;
  const html = `${ctx.url}/${ctx.fullName(repo)}/commit`;
  return {
    sha: commit.sha,
    node_id: commitNode(repo, commit.sha),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/${sha}` })),
    verification: verificationOf(commit),
  };
}

/** GitHub's `commit`, as lists, comparisons and branches carry it. */
export function renderCommit(ctx: HubContext, repo: Repo, commit: Commit) {
  const api = repoUrl(ctx, repo);
  const html = `${ctx.url}/${ctx.fullName(repo)}/commit`;
  const [author, committer] = [accountOf(ctx, commit.author), accountOf(ctx, commit.committer)];
  return {
    sha: commit.sha,
    node_id: commitNode(repo, commit.sha),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      comment_count: 0,
      verification: verificationOf(commit),
    },
    author: author ? renderUser(ctx, author) : null,
    committer: committer ? renderUser(ctx, committer) : null,
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/${sha}` })),
  };
}

/** GitHub's `diff-entry`; `ref` is where `contents_url` looks. */
export function renderFileDiff(ctx: HubContext, repo: Repo, file: FileDiff, ref: string) {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const html = `${ctx.url}/${ctx.fullName(repo)}`;
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${ref}/${path}`,
    raw_url: `${html}/raw/${ref}/${path}`,
    contents_url: `${repoUrl(ctx, repo)}/contents/${path}?ref=${ref}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

/** The short commit that rides on check suites, workflow runs and pushes. */
export function renderSimpleCommit(commit: Commit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

const commitNode = (repo: Repo, sha: string): string => `${nodeId("C", repo.id)}.${sha}`;
