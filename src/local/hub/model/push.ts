import type { HubContext } from "../context.ts";
import { renderSimpleCommit } from "../render/commit.ts";
import type { Repo, User } from "../rows.ts";
import { accountOf } from "./identity.ts";
import type { Commit, Touched } from "../git/git.ts";

/** One ref that moved; `before` is null for a new one, `after` for a deleted one. */
export type Push = { ref: string; before: string | null; after: string | null; sender: User };

const NOTHING = "0".repeat(40);
/** GitHub lists at most this many commits of a push. */
const MOST_COMMITS = 2048;

/** Sends what GitHub sends when a ref moves: `create` or `delete` where it came or went, and `push`. */
export async function announcePush(ctx: HubContext, repo: Repo, push: Push): Promise<Commit[]> {
  const commits = await newCommits(ctx, repo, push);
  announceBirth(ctx, repo, push);
  const forced =
    push.before !== null && push.after !== null && !(await ctx.git(repo).isAncestor(push.before, push.after));
  const html = `${ctx.url}/${ctx.fullName(repo)}`;
  const head = push.after === null ? undefined : await ctx.git(repo).readCommit(push.after);
  const shown = [...commits, ...(head ? [head] : [])];
  const touched = await ctx.git(repo).touchedFiles(shown.map((commit) => commit.sha));
  const render = (commit: Commit) => pushedCommit(ctx, repo, commit, touched.get(commit.sha));
  const payload = {
    ref: push.ref,
    before: push.before ?? NOTHING,
    after: push.after ?? NOTHING,
    created: push.before === null,
    deleted: push.after === null,
    forced,
    base_ref: null,
    compare: `${html}/compare/${(push.before ?? push.after ?? NOTHING).slice(0, 12)}...${(push.after ?? NOTHING).slice(0, 12)}`,
    commits: commits.map(render),
    head_commit: head ? render(head) : null,
    pusher: { name: push.sender.login, email: `${push.sender.login}@users.noreply.github.com` },
  };
  ctx.emit({ name: "push", repo, sender: push.sender, payload });
  return commits;
}

function announceBirth(ctx: HubContext, repo: Repo, push: Push): void {
  if (push.before !== null && push.after !== null) return;
  const branch = push.ref.startsWith("refs/heads/");
  const payload = {
    ref: push.ref.replace(/^refs\/(heads|tags)\//, ""),
    ref_type: branch ? "branch" : "tag",
    pusher_type: "user",
    ...(push.before === null ? { master_branch: repo.defaultBranch, description: null } : {}),
  };
  ctx.emit({ name: push.before === null ? "create" : "delete", repo, sender: push.sender, payload });
}

/** The commits this push brought, oldest first; those that another branch had before are not news. */
async function newCommits(ctx: HubContext, repo: Repo, push: Push): Promise<Commit[]> {
  if (push.after === null) return [];
  const known = ctx.state.refs
    .filter((row) => row.repoId === repo.id && row.ref !== push.ref)
    .map((row) => row.sha);
  const not = push.before === null ? known : [push.before];
  return (await ctx.git(repo).log({ from: push.after, not, max: MOST_COMMITS })).reverse();
}

function pushedCommit(ctx: HubContext, repo: Repo, commit: Commit, touched: Touched | undefined) {
  const user = accountOf(ctx, commit.author);
  const short = renderSimpleCommit(commit);
  return {
    ...short,
    author: { ...short.author, ...(user ? { username: user.login } : {}) },
    distinct: true,
    url: `${ctx.url}/${ctx.fullName(repo)}/commit/${commit.sha}`,
    added: touched?.added ?? [],
    removed: touched?.removed ?? [],
    modified: touched?.modified ?? [],
  };
}
