import type { HubContext } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { RefMove } from "../git/git.ts";
import type { Repo, User } from "../rows.ts";
import { timestamp } from "../state.ts";
import { closeMentioned } from "./closing-keywords.ts";
import { followBranch } from "./pull-follow.ts";
import { announcePush } from "./push.ts";

/**
 * Compares git's refs with those announced before and tells of each difference: `create`, `delete`, `push`, and what
 * they mean for pull requests. Called after every change, by git or by the API, inside the repository's lock; so a push
 * that a kill left untold is told at the next one.
 */
export async function announceRefs(ctx: HubContext, repo: Repo, sender: User): Promise<void> {
  const now = await listRefs(ctx, repo);
  const known = ctx.state.refs.where("repoId", repo.id);
  for (const row of known) {
    if (now.has(row.ref)) continue;
    ctx.state.refs.delete(row.id);
    await announcePush(ctx, repo, { ref: row.ref, before: row.sha, after: null, sender });
    await followBranch(ctx, repo, { ref: row.ref, after: null, sender });
  }
  const rows = new Map(known.map((row) => [row.ref, row]));
  for (const [ref, sha] of now) {
    const row = rows.get(ref);
    if (row?.sha === sha) continue;
    ctx.state.repos.patch(repo.id, { pushedAt: timestamp() });
    const commits = await announcePush(ctx, repo, { ref, before: row?.sha ?? null, after: sha, sender });
    ctx.state.refs.put({ id: row?.id ?? ctx.nextId(), repoId: repo.id, ref, sha });
    await followBranch(ctx, repo, { ref, after: sha, sender });
    if (row && ref === `refs/heads/${repo.defaultBranch}`)
      for (const commit of commits)
        await closeMentioned(ctx, repo, commit.message, { user: sender, viaApp: false }, commit.sha);
  }
}

/** As `announceRefs` for what nobody shall be told of: only the pull requests follow. */
export async function adoptBranches(
  ctx: HubContext,
  repo: Repo,
  sender: User,
  names: readonly string[],
): Promise<void> {
  const now = await listRefs(ctx, repo);
  for (const ref of names.map((name) => `refs/heads/${name}`)) {
    const sha = now.get(ref);
    const row = ctx.state.refs.where("ref", ref).find((one) => one.repoId === repo.id);
    if (sha === undefined || row?.sha === sha) continue;
    ctx.state.refs.put({ id: row?.id ?? ctx.nextId(), repoId: repo.id, ref, sha });
    if (row) await followBranch(ctx, repo, { ref, after: sha, sender });
  }
}

/** The refs that are told of. */
const listRefs = (ctx: HubContext, repo: Repo): Promise<Map<string, string>> =>
  ctx.git(repo).refs("refs/heads", "refs/tags");

/** Moves a ref in git, from where it was seen; `to` null deletes it. Announce afterwards. */
export async function moveRef(ctx: HubContext, repo: Repo, move: RefMove): Promise<void> {
  const problem = await ctx.git(repo).moveRef(move);
  if (problem) throw new Refusal(422, `Reference cannot be updated: ${problem.refused}`);
}
