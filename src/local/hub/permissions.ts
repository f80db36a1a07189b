import type { Actor } from "./actor.ts";
import type { HubContext } from "./context.ts";
import { notAccessible, notFound, Refusal } from "./errors.ts";
import type { RepoAccess } from "./router.ts";
import type { Permissions, Repo, Role, User } from "./rows.ts";

const ROLES: Role[] = ["read", "triage", "write", "maintain", "admin"];

/** Lets a call into a repository pass, or refuses it in GitHub's words. */
export function requireAccess(
  ctx: HubContext,
  actor: Actor,
  repo: Repo,
  access: RepoAccess,
  reads: boolean,
): void {
  if (!mayFind(ctx, actor, repo)) throw notFound();
  if (actor.kind === "anonymous") {
    if (!reads) throw new Refusal(401, "Requires authentication");
    return;
  }
  if (actor.kind === "user") {
    if (!hasRole(roleOf(ctx, repo, actor.user), access.role)) throw refusedPerson(reads);
    return;
  }
  if (actor.kind === "jwt") throw notAccessible();
  const installed = actor.scope.repoIds.includes(repo.id);
  if (installed ? grants(actor.scope.permissions, access.permission) : reads) return;
  throw notAccessible(access.permission.replaceAll(":", "=").replaceAll("|", "; "));
}

/** A repository that one may not even know of answers 404. */
function mayFind(ctx: HubContext, actor: Actor, repo: Repo): boolean {
  if (!repo.private) return true;
  if (actor.kind === "user") return roleOf(ctx, repo, actor.user) !== null;
  return "scope" in actor && actor.scope.repoIds.includes(repo.id);
}

/** What a person may do in a repository: the owner everything, anyone may read a public one. */
export function roleOf(ctx: HubContext, repo: Repo, user: User): Role | null {
  if (repo.ownerId === user.id) return "admin";
  const row = ctx.state.collaborators.find((one) => one.repoId === repo.id && one.userId === user.id);
  return row?.role ?? (repo.private ? null : "read");
}

export function hasRole(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** True when the map covers one of the alternatives, e.g. `issues:write|pull_requests:write`. */
export function grants(permissions: Permissions, needed: string): boolean {
  return needed.split("|").some((one) => {
    const [name = "", level] = one.split(":");
    const held = name === "metadata" ? (permissions[name] ?? "read") : permissions[name];
    return held === "write" || held === level;
  });
}

/** May this actor do more than its route asks for? `role` is for people, `permission` for Apps and jobs. */
export function may(ctx: HubContext, actor: Actor, repo: Repo, access: RepoAccess): boolean {
  if (actor.kind === "user") return hasRole(roleOf(ctx, repo, actor.user), access.role);
  return (
    "scope" in actor &&
    actor.scope.repoIds.includes(repo.id) &&
    grants(actor.scope.permissions, access.permission)
  );
}

const refusedPerson = (reads: boolean): Refusal =>
  reads ? notFound() : new Refusal(403, "Must have write access to Repository.");
