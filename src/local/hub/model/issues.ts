import type { HubContext } from "../context.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import type { Issue, Repo } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announceIssue } from "./announce.ts";
import type { Author } from "./author.ts";
import { recordEvent } from "./history.ts";
import { addLabels, ensureLabels } from "./labels.ts";

/** GitHub's limit on bodies, in characters. */
const BODY_LIMIT = 65_536;

export type IssueFields = {
  title: string;
  body?: string | null | undefined;
  labels?: string[] | undefined;
  assignees?: string[] | undefined;
};

/** Issues and pull requests share their numbers. */
export function nextNumber(ctx: HubContext, repo: Repo): number {
  const numbers = ctx.state.issues.filter((row) => row.repoId === repo.id).map((row) => row.number);
  return Math.max(repo.numbersAbove ?? 0, ...numbers) + 1;
}

/** The row of a new issue, or of the conversation of a new pull request; nothing is announced yet. */
export function insertIssue(
  ctx: HubContext,
  repo: Repo,
  by: Author,
  fields: IssueFields,
  pullId: number | null,
): Issue {
  requireText("Issue", fields.title, fields.body);
  const at = timestamp();
  return ctx.state.issues.put({
    id: ctx.nextId(),
    repoId: repo.id,
    number: nextNumber(ctx, repo),
    title: fields.title,
    body: fields.body ?? null,
    state: "open",
    stateReason: null,
    userId: by.user.id,
    viaApp: by.viaApp,
    labelIds: [],
    assigneeIds: usersNamed(ctx, fields.assignees ?? []),
    locked: false,
    parentId: null,
    subIssueIds: [],
    blockedByIds: [],
    pullId,
    deleted: false,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedById: null,
    editorId: null,
    lastEditedAt: null,
  });
}

export async function createIssue(
  ctx: HubContext,
  repo: Repo,
  by: Author,
  fields: IssueFields,
): Promise<Issue> {
  const issue = insertIssue(ctx, repo, by, fields, null);
  await announceIssue(ctx, issue, by, "opened");
  return addLabels(ctx, issue, by, ensureLabels(ctx, repo, fields.labels ?? []));
}

/** The issue of that number; a deleted one is gone, as GitHub says it. */
export function issueNumbered(ctx: HubContext, repo: Repo, number: number): Issue {
  const issue = ctx.state.issues.where("number", number).find((row) => row.repoId === repo.id);
  if (!issue) throw notFound();
  if (issue.deleted) throw new Refusal(410, "This issue was deleted");
  return issue;
}

export async function closeIssue(
  ctx: HubContext,
  issue: Issue,
  by: Author,
  reason: Issue["stateReason"],
  commitSha: string | null = null,
): Promise<Issue> {
  const at = timestamp();
  const now = ctx.state.issues.patch(issue.id, {
    state: "closed",
    stateReason: issue.pullId ? null : reason,
    closedAt: at,
    updatedAt: at,
    closedById: by.user.id,
  });
  recordEvent(ctx, now, by, "closed", { commitSha });
  await announceIssue(ctx, now, by, "closed");
  return now;
}

export async function reopenIssue(ctx: HubContext, issue: Issue, by: Author): Promise<Issue> {
  if (ctx.state.pulls.get(issue.pullId)?.mergedAt)
    throw validationFailed({ resource: "PullRequest", code: "invalid", field: "state" });
  const now = ctx.state.issues.patch(issue.id, {
    state: "open",
    stateReason: issue.pullId ? null : "reopened",
    closedAt: null,
    closedById: null,
    updatedAt: timestamp(),
  });
  recordEvent(ctx, now, by, "reopened");
  await announceIssue(ctx, now, by, "reopened");
  return now;
}

/** A person deletes an issue on the web page: its links go with it and its number is never used again. */
export async function deleteIssue(ctx: HubContext, issue: Issue, by: Author): Promise<void> {
  await announceIssue(ctx, issue, by, "deleted");
  for (const other of ctx.state.issues.filter((row) => row.repoId === issue.repoId))
    if (
      other.subIssueIds.includes(issue.id) ||
      other.blockedByIds.includes(issue.id) ||
      other.parentId === issue.id
    )
      ctx.state.issues.patch(other.id, {
        subIssueIds: other.subIssueIds.filter((id) => id !== issue.id),
        blockedByIds: other.blockedByIds.filter((id) => id !== issue.id),
        parentId: other.parentId === issue.id ? null : other.parentId,
      });
  ctx.state.issues.patch(issue.id, { deleted: true, parentId: null, subIssueIds: [], blockedByIds: [] });
}

/** Titles must not be empty, bodies not longer than GitHub takes. */
export function requireText(resource: string, title: string, body: string | null | undefined): void {
  if (title.trim() === "") throw validationFailed({ resource, code: "missing_field", field: "title" });
  if (body && body.length > BODY_LIMIT)
    throw validationFailed({
      resource,
      code: "custom",
      field: "body",
      message: `body is too long (maximum is ${BODY_LIMIT} characters)`,
    });
}

export function usersNamed(ctx: HubContext, logins: string[]): number[] {
  return logins.flatMap((login) => ctx.userNamed(login)?.id ?? []);
}
