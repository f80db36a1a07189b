import { minimatch } from "minimatch";
import { z } from "zod";
import type { Actor } from "../actor.ts";
import type { HubContext } from "../context.ts";
import type { BranchRule, Pull, Repo } from "../rows.ts";

/** The rules that hold for a branch. A ruleset's patterns are fnmatch's, which minimatch speaks; not those of a workflow's filters. */
export function rulesFor(ctx: HubContext, repo: Repo, branch: string): BranchRule[] {
  return ctx.state.rules.filter(
    (rule) =>
      rule.repoId === repo.id && (rule.pattern === "~ALL" || minimatch(branch, patternOf(rule, repo))),
  );
}

const patternOf = (rule: BranchRule, repo: Repo): string =>
  rule.pattern === "~DEFAULT_BRANCH" ? repo.defaultBranch : rule.pattern;

const RequiredChecks = z.object({ required_status_checks: z.array(z.object({ context: z.string() })) });
const PullRule = z.object({ required_approving_review_count: z.number() });

/** The rules that bind this actor: an App that a ruleset lets by is free of it. */
function bindingRules(ctx: HubContext, repo: Repo, branch: string, actor: Actor | undefined): BranchRule[] {
  return rulesFor(ctx, repo, branch).filter((rule) => !(rule.appMayBypass && actor?.kind === "installation"));
}

/** Why rules forbid to merge a pull request now, in GitHub's words, or nothing. */
export function mergeObstacle(ctx: HubContext, repo: Repo, pull: Pull, actor?: Actor): string | undefined {
  for (const rule of bindingRules(ctx, repo, pull.baseRef, actor)) {
    if (rule.type === "update") return "Cannot update this protected ref.";
    if (rule.type === "required_status_checks") {
      const wanted = RequiredChecks.parse(rule.parameters).required_status_checks;
      const missing = wanted.filter((check) => !isGreen(ctx, repo, pull.headSha, check.context));
      if (missing.length > 0)
        return missing.length === 1
          ? `Required status check "${missing[0]?.context}" is expected.`
          : `${missing.length} of ${wanted.length} required status checks are expected.`;
    }
    if (rule.type === "pull_request") {
      const needed = PullRule.safeParse(rule.parameters).data?.required_approving_review_count ?? 0;
      const given = approvals(ctx, pull);
      if (given < needed)
        return `At least ${needed} approving review is required by reviewers with write access.`;
    }
  }
  return undefined;
}

/** Why rules forbid to create, move or delete a branch directly, or nothing. A pull request's merge is not direct. */
export function updateObstacle(
  ctx: HubContext,
  repo: Repo,
  branch: string,
  actor: Actor,
  kind: "creation" | "update" | "deletion",
): string | undefined {
  const types = bindingRules(ctx, repo, branch, actor).map((rule) => rule.type);
  if (types.includes(kind)) return `Cannot ${VERBS[kind]} ref due to ${kind}s being restricted.`;
  if (kind === "update" && types.includes("pull_request"))
    return "Changes must be made through a pull request.";
  return undefined;
}

const VERBS = { creation: "create", update: "update", deletion: "delete" };

function isGreen(ctx: HubContext, repo: Repo, sha: string, context: string): boolean {
  const status = ctx.state.statuses
    .filter((row) => row.repoId === repo.id && row.sha === sha && row.context === context)
    .at(-1);
  if (status) return status.state === "success";
  const run = ctx.state.checkRuns
    .filter((row) => row.repoId === repo.id && row.headSha === sha && row.name === context)
    .at(-1);
  return run?.conclusion !== undefined && ["success", "neutral", "skipped"].includes(run.conclusion ?? "");
}

/** Each reviewer's latest word counts. */
function approvals(ctx: HubContext, pull: Pull): number {
  const words = new Map<number, string>();
  for (const review of ctx.state.reviews.where("pullId", pull.id).filter((row) => row.state !== "COMMENTED"))
    words.set(review.userId, review.state);
  return [...words.values()].filter((state) => state === "APPROVED").length;
}
