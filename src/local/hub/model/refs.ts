import type { HubContext } from "../context.ts";
import type { Repo, User } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announcePush } from "./push.ts";

/**
 * Compares git's refs with those announced before and tells of each difference: `create`, `delete`, `push`, and what
 * they mean for pull requests. Called after every change, by git or by the API, inside the repository's lock; so a push
 * that a kill left untold is told at the next one.
 */
export async function announceRefs(ctx: HubContext, repo: Repo, sender: User): Promise<void> {
  const now = await listRefs(ctx, repo);
  const known = ctx.state.refs.filter((row) => row.repoId === repo.id);
  for (const row of known) {
    if (now.has(row.ref)) continue;
    ctx.state.refs.delete(row.id);
    await announcePush(ctx, repo, { ref: row.ref, before: row.sha, after: null, sender });
  }
  for (const [ref, sha] of now) {
    const row = known.find((one) => one.ref === ref);
    if (row?.sha === sha) continue;
    ctx.state.refs.put({ id: row?.id ?? ctx.nextId(), repoId: repo.id, ref, sha });
    ctx.state.repos.patch(repo.id, { pushedAt: timestamp() });
    await announcePush(ctx, repo, { ref, before: row?.sha ?? null, after: sha, sender });
  }
}

async function listRefs(ctx: HubContext, repo: Repo): Promise<Map<string, string>> {
  const text = await ctx
    .git(repo)
    .text(["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags"]);
  const pairs = text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" ") as [string, string]);
  return new Map(pairs);
}
