import type { HubContext } from "../context.ts";
import type { Review } from "../rows.ts";
import { associationOf } from "./issue.ts";
import { nodeId } from "./node-id.ts";
import { pullUrl, renderPullSimple } from "./pull.ts";
import { renderUserId } from "./user.ts";

/** GitHub's `pull-request-review`. */
export function renderReview(ctx: HubContext, review: Review) {
  const pull = ctx.state.pulls.must(review.pullId);
  const url = pullUrl(ctx, pull);
  const html = `${renderPullSimple(ctx, pull).html_url}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: renderUserId(ctx, review.userId),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: review.submittedAt,
    commit_id: review.commitSha,
    author_association: associationOf(ctx, ctx.state.repos.must(review.repoId), review.userId),
  };
}

/** Webhooks write the state small. */
export function renderReviewForWebhook(ctx: HubContext, review: Review) {
  return { ...renderReview(ctx, review), state: review.state.toLowerCase(), updated_at: review.submittedAt };
}
