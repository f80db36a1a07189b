import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { paginate } from "../pages.ts";
import { renderPullSimple } from "../render/pull.ts";
import { renderReview, renderReviewForWebhook } from "../render/review.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Review } from "../rows.ts";
import { timestamp } from "../state.ts";
import { pullOf } from "./pulls.ts";

const READ = { permission: "pull_requests:read", role: "read" } as const;
const WRITE = { permission: "pull_requests:write", role: "read" } as const;
const REVIEWS = "/pulls/{pull_number}/reviews";

export const reviewRoutes: Route[] = [
  repoRoute("GET", REVIEWS, READ, (call) => {
    const { id } = pullOf(call);
    const rows = call.ctx.state.reviews.filter((row) => row.pullId === id);
    return paginate(call, rows, (row) => renderReview(call.ctx, row));
  }),
  repoRoute("GET", `${REVIEWS}/{review_id}`, READ, (call) => {
    const row = call.ctx.state.reviews.get(Number(call.params["review_id"]));
    if (row?.pullId !== pullOf(call).id) throw notFound();
    return { status: 200, json: renderReview(call.ctx, row) };
  }),
  repoRoute("POST", REVIEWS, WRITE, create),
];

const NewReview = z.object({
  body: z.string().default(""),
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]).default("COMMENT"),
  commit_id: z.string().optional(),
});
const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

function create(call: RepoCall): Answer {
  const { ctx, repo } = call;
  const pull = pullOf(call);
  const user = userOf(call.actor);
  const { body, event, commit_id } = bodyOf(call, NewReview);
  const own = ctx.state.issues.must(pull.issueId).userId === user.id;
  if (own && event !== "COMMENT")
    throw validationFailed(
      `Can not ${event === "APPROVE" ? "approve" : "request changes on"} your own pull request`,
    );
  if (event !== "APPROVE" && body === "")
    throw new Refusal(422, "Unprocessable Entity", { errors: ["Body can't be blank"] });
  const review: Review = ctx.state.reviews.put({
    id: ctx.nextId(),
    repoId: repo.id,
    pullId: pull.id,
    userId: user.id,
    state: STATES[event],
    body,
    commitSha: commit_id ?? pull.headSha,
    submittedAt: timestamp(),
  });
  ctx.emit({
    name: "pull_request_review",
    action: "submitted",
    repo,
    sender: user,
    payload: { pull_request: renderPullSimple(ctx, pull), review: renderReviewForWebhook(ctx, review) },
  });
  return { status: 200, json: renderReview(ctx, review) };
}
