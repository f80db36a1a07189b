import type { HubContext } from "../context.ts";
import type { Comment } from "../rows.ts";
import { renderApp } from "./installation.ts";
import { associationOf, issueUrl, renderIssue } from "./issue.ts";
import { nodeId } from "./node-id.ts";
import { renderReactionRollup } from "./reaction.ts";
import { repoUrl } from "./repo.ts";
import { renderUserId } from "./user.ts";

/** GitHub's `issue-comment`. */
export function renderComment(ctx: HubContext, comment: Comment) {
  const issue = ctx.state.issues.must(comment.issueId);
  const repo = ctx.state.repos.must(comment.repoId);
  const url = `${repoUrl(ctx, repo)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url,
    html_url: `${renderIssue(ctx, issue).html_url}#issuecomment-${comment.id}`,
    issue_url: issueUrl(ctx, issue),
    body: comment.body,
    user: renderUserId(ctx, comment.userId),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(ctx, repo, comment.userId),
    performed_via_github_app: comment.viaApp ? renderApp(ctx) : null,
    reactions: renderReactionRollup(ctx, "comment", comment.id, url),
  };
}
