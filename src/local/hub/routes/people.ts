import { notFound } from "../errors.ts";
import { hasRole, roleOf } from "../permissions.ts";
import { renderUser } from "../render/user.ts";
import { type Answer, type Call, globalRoute, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Role, User } from "../rows.ts";

const READ = { permission: "metadata:read", role: "read" } as const;

/** Who people are and what they may do. */
export const peopleRoutes: Route[] = [
  globalRoute("GET", "/users/{username}", "anyone", (call) => {
    const user = renderUser(call.ctx, userNamed(call));
    return { status: 200, json: { ...user, ...PROFILE } };
  }),
  repoRoute("GET", "/collaborators/{username}/permission", { ...READ, role: "read" }, permission),
];

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
