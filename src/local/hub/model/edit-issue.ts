import type { HubContext } from "../context.ts";
import type { Issue } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announceIssue } from "./announce.ts";
import type { Author } from "./author.ts";
import { recordEvent } from "./history.ts";
import { closeIssue, type IssueFields, reopenIssue, requireText, usersNamed } from "./issues.ts";
import { ensureLabels, setLabels } from "./labels.ts";
import { catchUpHead } from "./pull-follow.ts";

export type IssueChange = Omit<IssueFields, "title"> & {
  title?: string | undefined;
  state?: "open" | "closed" | undefined;
  stateReason?: Issue["stateReason"] | undefined;
};

export async function editIssue(
  ctx: HubContext,
  issue: Issue,
  by: Author,
  change: IssueChange,
): Promise<Issue> {
  const repo = ctx.state.repos.must(issue.repoId);
  let now = await editText(ctx, issue, by, change);
  if (change.assignees)
    now = ctx.state.issues.patch(now.id, { assigneeIds: usersNamed(ctx, change.assignees) });
  if (change.labels) now = await setLabels(ctx, now, by, ensureLabels(ctx, repo, change.labels));
  if (change.state === "closed" && now.state === "open")
    now = await closeIssue(ctx, now, by, change.stateReason ?? "completed");
  else if (change.state === "open" && now.state === "closed") {
    if (now.pullId !== null) await catchUpHead(ctx, ctx.state.pulls.must(now.pullId));
    now = await reopenIssue(ctx, now, by);
  } else if (change.stateReason && now.state === "closed")
    now = ctx.state.issues.patch(now.id, { stateReason: change.stateReason });
  return now;
}

async function editText(ctx: HubContext, issue: Issue, by: Author, change: IssueChange): Promise<Issue> {
  const title = change.title ?? issue.title;
  const body = change.body === undefined ? issue.body : change.body;
  if (title === issue.title && body === issue.body) return issue;
  requireText("Issue", title, body);
  const at = timestamp();
  const edited = body === issue.body ? {} : { editorId: by.user.id, lastEditedAt: at };
  const now = ctx.state.issues.patch(issue.id, { title, body, updatedAt: at, ...edited });
  if (title !== issue.title)
    recordEvent(ctx, now, by, "renamed", { rename: { from: issue.title, to: title } });
  const changes = {
    ...(title === issue.title ? {} : { title: { from: issue.title } }),
    ...(body === issue.body ? {} : { body: { from: issue.body ?? "" } }),
  };
  await announceIssue(ctx, now, by, "edited", { changes });
  return now;
}
