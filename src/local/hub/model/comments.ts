import type { HubContext } from "../context.ts";
import { renderComment } from "../render/comment.ts";
import { renderIssue } from "../render/issue.ts";
import type { Comment, Issue } from "../rows.ts";
import { timestamp } from "../state.ts";
import type { Author } from "./author.ts";
import { requireText } from "./issues.ts";

export function createComment(ctx: HubContext, issue: Issue, by: Author, body: string): Comment {
  requireText("IssueComment", "a comment has none", body);
  const at = timestamp();
  const comment = ctx.state.comments.put({
    id: ctx.nextId(),
    repoId: issue.repoId,
    issueId: issue.id,
    userId: by.user.id,
    viaApp: by.viaApp,
    body,
    createdAt: at,
    updatedAt: at,
    editorId: null,
    lastEditedAt: null,
  });
  ctx.state.issues.patch(issue.id, { updatedAt: at });
  announce(ctx, comment, by, "created");
  return comment;
}

export function editComment(ctx: HubContext, comment: Comment, by: Author, body: string): Comment {
  if (body === comment.body) return comment;
  requireText("IssueComment", "a comment has none", body);
  const at = timestamp();
  const change = { body, updatedAt: at, lastEditedAt: at, editorId: by.user.id };
  const now = ctx.state.comments.patch(comment.id, change);
  announce(ctx, now, by, "edited", { changes: { body: { from: comment.body } } });
  return now;
}

export function deleteComment(ctx: HubContext, comment: Comment, by: Author): void {
  announce(ctx, comment, by, "deleted");
  ctx.state.comments.delete(comment.id);
}

function announce(
  ctx: HubContext,
  comment: Comment,
  by: Author,
  action: "created" | "edited" | "deleted",
  more: Record<string, unknown> = {},
): void {
  const issue = renderIssue(ctx, ctx.state.issues.must(comment.issueId));
  ctx.emit({
    name: "issue_comment",
    action,
    repo: ctx.state.repos.must(comment.repoId),
    sender: by.user,
    payload: { issue, comment: renderComment(ctx, comment), ...more },
  });
}
