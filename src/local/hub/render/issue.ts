import type { HubContext } from "../context.ts";
import { roleOf } from "../permissions.ts";
import type { Issue, Repo } from "../rows.ts";
import { renderApp } from "./installation.ts";
import { renderLabel } from "./label.ts";
import { nodeId } from "./node-id.ts";
import { renderReactionRollup } from "./reaction.ts";
import { repoUrl } from "./repo.ts";
import { renderUser, renderUserId } from "./user.ts";

/** GitHub's `issue`, as REST answers and webhooks carry it. */
export function renderIssue(ctx: HubContext, issue: Issue) {
  const repo = ctx.state.repos.must(issue.repoId);
  const url = issueUrl(ctx, issue);
  const assignees = issue.assigneeIds.map((id) => renderUser(ctx, ctx.state.users.must(id)));
  const parent = ctx.state.issues.get(issue.parentId);
  return {
    id: issue.id,
    node_id: nodeId(issue.pullId ? "PullRequest" : "Issue", issue.pullId ?? issue.id),
    url,
    repository_url: repoUrl(ctx, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: htmlUrl(ctx, issue),
    timeline_url: `${url}/timeline`,
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    user: renderUserId(ctx, issue.userId),
    labels: issue.labelIds.map((id) => renderLabel(ctx, ctx.state.labels.must(id))),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    locked: issue.locked,
    active_lock_reason: null,
    comments: ctx.state.comments.where("issueId", issue.id).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: renderUserId(ctx, issue.closedById),
    author_association: associationOf(ctx, repo, issue.userId),
    performed_via_github_app: issue.viaApp ? renderApp(ctx) : null,
    reactions: renderReactionRollup(ctx, "issue", issue.id, url),
    ...(issue.pullId ? pullLinks(ctx, issue) : relations(ctx, issue)),
    ...(parent ? { parent_issue_url: issueUrl(ctx, parent) } : {}),
  };
}

export function issueUrl(ctx: HubContext, issue: Issue): string {
  return `${repoUrl(ctx, ctx.state.repos.must(issue.repoId))}/issues/${issue.number}`;
}

function htmlUrl(ctx: HubContext, issue: Issue): string {
  const repo = ctx.state.repos.must(issue.repoId);
  return `${ctx.url}/${ctx.fullName(repo)}/${issue.pullId ? "pull" : "issues"}/${issue.number}`;
}

/** What GitHub says of an author's standing; Apps have none. */
export function associationOf(
  ctx: HubContext,
  repo: Repo,
  userId: number,
): "OWNER" | "COLLABORATOR" | "NONE" {
  if (repo.ownerId === userId) return "OWNER";
  const role = roleOf(ctx, { ...repo, private: true }, ctx.state.users.must(userId));
  return role === null ? "NONE" : "COLLABORATOR";
}

function relations(ctx: HubContext, issue: Issue) {
  const children = issue.subIssueIds.map((id) => ctx.state.issues.must(id));
  const completed = children.filter((child) => child.state === "closed").length;
  const total = children.length;
  const blockers = issue.blockedByIds.map((id) => ctx.state.issues.must(id));
  const blocked = ctx.state.issues.where("blockedByIds", issue.id).filter((other) => !other.deleted);
  const open = (rows: Issue[]): number => rows.filter((row) => row.state === "open").length;
  return {
    sub_issues_summary: {
      total,
      completed,
      percent_completed: total === 0 ? 0 : Math.round((completed / total) * 100),
    },
    issue_dependencies_summary: {
      blocked_by: open(blockers),
      total_blocked_by: blockers.length,
      blocking: issue.state === "open" ? open(blocked) : 0,
      total_blocking: blocked.length,
    },
  };
}

function pullLinks(ctx: HubContext, issue: Issue) {
  const pull = ctx.state.pulls.must(issue.pullId ?? 0);
  const html = htmlUrl(ctx, issue);
  return {
    draft: pull.draft,
    pull_request: {
      url: issueUrl(ctx, issue).replace(/\/issues\/(?=\d+$)/, "/pulls/"),
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: pull.mergedAt,
    },
  };
}
