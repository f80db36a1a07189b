import { notFound } from "../errors.ts";
import { rulesFor } from "../model/branch-rules.ts";
import { paginate } from "../pages.ts";
import { hasRole, roleOf } from "../permissions.ts";
import { renderUser } from "../render/user.ts";
import { type Answer, type Call, globalRoute, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Role, User } from "../rows.ts";

const READ = { permission: "metadata:read", role: "read" } as const;

/** Who people are, what they may do, and what the rules of a branch say. */
export const peopleRoutes: Route[] = [
  globalRoute("GET", "/users/{username}", "anyone", (call) => {
    const user = renderUser(call.ctx, userNamed(call));
    return { status: 200, json: { ...user, ...PROFILE } };
  }),
  repoRoute("GET", "/collaborators/{username}/permission", { ...READ, role: "read" }, permission),
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

function userNamed(call: Call): User {
  const user = call.ctx.userNamed(call.params["username"] ?? "");
  if (!user) throw notFound();
  return user;
}

/** The older field knows three levels only; `role_name` says which role it really is. */
const LEGACY: Record<Role, string> = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
};

function permission(call: RepoCall): Answer {
  const user = userNamed(call);
  const role = roleOf(call.ctx, call.repo, user);
  const permissions = {
    pull: hasRole(role, "read"),
    triage: hasRole(role, "triage"),
    push: hasRole(role, "write"),
    maintain: hasRole(role, "maintain"),
    admin: hasRole(role, "admin"),
  };
  const role_name = role ?? "none";
  const rendered = { ...renderUser(call.ctx, user), permissions, role_name };
  return { status: 200, json: { permission: role ? LEGACY[role] : "none", role_name, user: rendered } };
}

const PROFILE = {
  name: null,
  company: null,
  blog: "",
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};
