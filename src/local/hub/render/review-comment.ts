import type { HubContext } from "../context.ts";
import type { ReviewComment } from "../rows.ts";
import { associationOf } from "./issue.ts";
import { nodeId } from "./node-id.ts";
import { pullUrl, renderPullSimple } from "./pull.ts";
import { repoUrl } from "./repo.ts";
import { renderUserId } from "./user.ts";

/** GitHub's `review-comment`, as a review lists its lines: without their numbers, which GitHub leaves out there too. */
export function renderReviewComment(ctx: HubContext, comment: ReviewComment) {
  const review = ctx.state.reviews.must(comment.reviewId);
  const pull = ctx.state.pulls.must(review.pullId);
  const repo = ctx.state.repos.must(review.repoId);
  const url = `${repoUrl(ctx, repo)}/pulls/comments/${comment.id}`;
  const html = `${renderPullSimple(ctx, pull).html_url}#discussion_r${comment.id}`;
  const pullRequest = pullUrl(ctx, pull);
  return {
    id: comment.id,
    node_id: nodeId("PullRequestReviewComment", comment.id),
    url,
    pull_request_review_id: review.id,
    diff_hunk: comment.diffHunk,
    path: comment.path,
    position: comment.position,
    original_position: comment.position,
    commit_id: review.commitSha,
    original_commit_id: review.commitSha,
    user: renderUserId(ctx, review.userId),
    body: comment.body,
    created_at: review.submittedAt,
    updated_at: review.submittedAt,
    html_url: html,
    pull_request_url: pullRequest,
    author_association: associationOf(ctx, repo, review.userId),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullRequest } },
  };
}
