import type { HubContext } from "../context.ts";
import { notFound, validationFailed } from "../errors.ts";
import { renderIssue } from "../render/issue.ts";
import { renderRepo } from "../render/repo.ts";
import { renderUser } from "../render/user.ts";
import type { Issue } from "../rows.ts";
import { timestamp } from "../state.ts";
import type { Author } from "./author.ts";
import { recordEvent } from "./history.ts";

/** GitHub's limit per kind of relationship. */
export const MAX_DEPENDENCIES = 50;

/** Says that `issue` cannot go on before `blocker` is closed. */
export function addBlocker(ctx: HubContext, issue: Issue, blocker: Issue, by: Author): void {
  const refuse = (message: string) =>
    validationFailed({ resource: "IssueDependency", code: "custom", field: "issue_id", message });
  if (issue.blockedByIds.includes(blocker.id)) throw refuse("Target issue has already been taken");
  if (issue.id === blocker.id) throw refuse("An issue cannot block itself");
  if (blocker.pullId) throw refuse("A pull request cannot block an issue");
  if (reaches(ctx, blocker, issue)) throw refuse("This would create a circular dependency");
  const blocks = ctx.state.issues.where("blockedByIds", blocker.id).length;
  if (issue.blockedByIds.length >= MAX_DEPENDENCIES || blocks >= MAX_DEPENDENCIES)
    throw refuse(`An issue cannot have more than ${MAX_DEPENDENCIES} dependencies of one kind`);
  const blockedByIds = [...issue.blockedByIds, blocker.id];
  announce(
    ctx,
    ctx.state.issues.patch(issue.id, { blockedByIds, updatedAt: timestamp() }),
    blocker,
    by,
    "added",
  );
}

export function removeBlocker(ctx: HubContext, issue: Issue, blocker: Issue, by: Author): void {
  if (!issue.blockedByIds.includes(blocker.id)) throw notFound();
  const blockedByIds = issue.blockedByIds.filter((id) => id !== blocker.id);
  announce(
    ctx,
    ctx.state.issues.patch(issue.id, { blockedByIds, updatedAt: timestamp() }),
    blocker,
    by,
    "removed",
  );
}

function reaches(ctx: HubContext, from: Issue, target: Issue): boolean {
  return from.blockedByIds.some((id) => id === target.id || reaches(ctx, ctx.state.issues.must(id), target));
}

function announce(
  ctx: HubContext,
  issue: Issue,
  blocker: Issue,
  by: Author,
  verb: "added" | "removed",
): void {
  recordEvent(ctx, issue, by, `blocked_by_${verb}`);
  recordEvent(ctx, blocker, by, `blocking_${verb}`);
  const [repo, other] = [ctx.state.repos.must(issue.repoId), ctx.state.repos.must(blocker.repoId)];
  const owner = ctx.ownerOf(repo);
  // GitHub's description of these events demands an organization, so a person's repository has none to send.
  if (owner.type !== "Organization") return;
  const pair = {
    blocked_issue_id: issue.id,
    blocked_issue: renderIssue(ctx, issue),
    blocking_issue_id: blocker.id,
    blocking_issue: renderIssue(ctx, blocker),
    organization: organizationOf(ctx, renderUser(ctx, owner)),
  };
  const sender = by.user;
  const seenFromBlocked = { ...pair, blocking_issue_repo: renderRepo(ctx, other) };
  const seenFromBlocker = { ...pair, blocked_issue_repo: renderRepo(ctx, repo) };
  ctx.emit({
    name: "issue_dependencies",
    action: `blocked_by_${verb}`,
    repo,
    sender,
    payload: seenFromBlocked,
  });
  ctx.emit({
    name: "issue_dependencies",
    action: `blocking_${verb}`,
    repo: other,
    sender,
    payload: seenFromBlocker,
  });
}

/** GitHub's `organization-simple`. */
function organizationOf(ctx: HubContext, owner: ReturnType<typeof renderUser>) {
  const url = `${ctx.url}/orgs/${owner.login}`;
  return {
    login: owner.login,
    id: owner.id,
    node_id: owner.node_id,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: owner.avatar_url,
    description: null,
  };
}
