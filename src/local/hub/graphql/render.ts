import type { HubContext } from "../context.ts";
import { renderComment } from "../render/comment.ts";
import { renderIssue } from "../render/issue.ts";
import { renderUser } from "../render/user.ts";
import type { Comment, Issue } from "../rows.ts";

/** GraphQL's `Issue`; the parent is looked up only when asked for. */
export function issueNode(ctx: HubContext, issue: Issue): Record<string, unknown> {
  const rest = renderIssue(ctx, issue);
  return {
    __typename: "Issue",
    id: rest.node_id,
    fullDatabaseId: String(issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    url: rest.html_url,
    state: issue.state.toUpperCase(),
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    lastEditedAt: issue.lastEditedAt,
    author: actorNode(ctx, issue.userId),
    editor: actorNode(ctx, issue.editorId),
    parent: () => {
      const parent = ctx.state.issues.get(issue.parentId);
      return parent ? issueNode(ctx, parent) : null;
    },
  };
}

/** GraphQL's `IssueComment`. */
export function commentNode(ctx: HubContext, comment: Comment): Record<string, unknown> {
  const rest = renderComment(ctx, comment);
  return {
    __typename: "IssueComment",
    id: rest.node_id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    url: rest.html_url,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    lastEditedAt: comment.lastEditedAt,
    author: actorNode(ctx, comment.userId),
    editor: actorNode(ctx, comment.editorId),
  };
}

/** GraphQL writes a bot's login without `[bot]`. */
function actorNode(ctx: HubContext, id: number | null) {
  const user = ctx.state.users.get(id);
  if (!user) return null;
  const rest = renderUser(ctx, user);
  const login = user.login.replace("[bot]", "");
  // GraphQL's `databaseId` is a 32-bit integer, which the hub's ids are far below.
  return { __typename: user.type, id: rest.node_id, databaseId: user.id, login, url: rest.html_url };
}
