import type { Actor } from "../actor.ts";
import type { HubContext } from "../context.ts";
import { notAccessible, Refusal } from "../errors.ts";
import type { Repo } from "../rows.ts";

const WORKFLOWS = ".github/workflows";

/** People may change workflows; an App only with the `workflows` permission; a job never. */
export function mayChangeWorkflows(actor: Actor): boolean {
  if (actor.kind === "user") return true;
  return actor.kind === "installation" && actor.scope.permissions["workflows"] === "write";
}

/** Refuses to point a ref at commits that no ref had before and that change workflows. */
export async function guardCommits(ctx: HubContext, repo: Repo, actor: Actor, sha: string): Promise<void> {
  if (mayChangeWorkflows(actor)) return;
  if (await ctx.git(repo).bringsChange(sha, WORKFLOWS)) throw notAccessible("contents=write,workflows=write");
}

/** Refuses to merge what would change workflows on the branch. */
export async function guardMerge(
  ctx: HubContext,
  repo: Repo,
  actor: Actor,
  merge: { base: string; tree: string },
): Promise<void> {
  if (mayChangeWorkflows(actor)) return;
  const [file] = await ctx.git(repo).changedPaths(merge.base, merge.tree, WORKFLOWS);
  if (file !== undefined)
    throw new Refusal(
      403,
      `refusing to allow a GitHub App to create or update workflow \`${file}\` without \`workflows\` permission`,
    );
}
