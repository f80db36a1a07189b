import { notFound } from "../errors.ts";
import { rulesFor } from "../model/branch-rules.ts";
import { paginate } from "../pages.ts";
import { type Answer, type RepoCall, repoRoute, type Route } from "../router.ts";

const READ = { permission: "metadata:read", role: "read" } as const;

/** What the rules of a branch say, and the rulesets they come from. */
export const ruleRoutes: Route[] = [
  repoRoute("GET", "/rules/branches/{branch}", READ, (call) =>
    paginate(call, rulesFor(call.ctx, call.repo, call.params["branch"] ?? ""), (rule) => ({
      type: rule.type,
      ...(rule.parameters ? { parameters: rule.parameters } : {}),
      ruleset_source_type: "Repository",
      ruleset_source: call.ctx.fullName(call.repo),
      ruleset_id: rule.rulesetId,
    })),
  ),
  repoRoute("GET", "/rulesets/{ruleset_id}", READ, ruleset),
];

function ruleset(call: RepoCall): Answer {
  const id = Number(call.params["ruleset_id"]);
  const rules = call.ctx.state.rules.filter((row) => row.repoId === call.repo.id && row.rulesetId === id);
  const [first] = rules;
  if (!first) throw notFound();
  const json = {
    id,
    name: `Rules of ${first.pattern}`,
    target: "branch",
    source_type: "Repository",
    source: call.ctx.fullName(call.repo),
    enforcement: "active",
    current_user_can_bypass: first.appMayBypass && call.actor.kind === "installation" ? "always" : "never",
    conditions: { ref_name: { include: [refPattern(first.pattern)], exclude: [] } },
    rules: rules.map(({ type, parameters }) => ({ type, ...(parameters ? { parameters } : {}) })),
  };
  return { status: 200, json };
}

const refPattern = (pattern: string): string => (pattern.startsWith("~") ? pattern : `refs/heads/${pattern}`);
