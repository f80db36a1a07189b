import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { type DiffLine, lineInPatch } from "../git/diff-line.ts";
import { paginate } from "../pages.ts";
import { renderPullSimple } from "../render/pull.ts";
import { renderReview, renderReviewForWebhook } from "../render/review.ts";
import { renderReviewComment } from "../render/review-comment.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Review } from "../rows.ts";
import { timestamp } from "../state.ts";
import { filesOf, pullOf } from "./pulls.ts";
import type { FileDiff } from "../git/git.ts";

const READ = { permission: "pull_requests:read", role: "read" } as const;
const WRITE = { permission: "pull_requests:write", role: "read" } as const;
const REVIEWS = "/pulls/{pull_number}/reviews";

export const reviewRoutes: Route[] = [
  repoRoute("GET", REVIEWS, READ, (call) => {
    const { id } = pullOf(call);
    const rows = call.ctx.state.reviews.where("pullId", id);
    return paginate(call, rows, (row) => renderReview(call.ctx, row));
  }),
  repoRoute("GET", `${REVIEWS}/{review_id}`, READ, (call) => ({
    status: 200,
    json: renderReview(call.ctx, reviewOf(call)),
  })),
  repoRoute("GET", `${REVIEWS}/{review_id}/comments`, READ, (call) => {
    const { id } = reviewOf(call);
    const rows = call.ctx.state.reviewComments.where("reviewId", id);
    return paginate(call, rows, (row) => renderReviewComment(call.ctx, row));
  }),
  repoRoute("POST", REVIEWS, WRITE, create),
];

function reviewOf(call: RepoCall): Review {
  const row = call.ctx.state.reviews.get(Number(call.params["review_id"]));
  if (row?.pullId !== pullOf(call).id) throw notFound();
  return row;
}

const NewComment = z.object({
  path: z.string(),
  line: z.int().positive(),
  side: z.enum(["LEFT", "RIGHT"]).default("RIGHT"),
  body: z.string().trim().min(1),
});
type NewComment = z.infer<typeof NewComment>;

const NewReview = z.object({
  body: z.string().default(""),
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]).default("COMMENT"),
  commit_id: z.string().optional(),
  comments: z.array(NewComment).default([]),
});
const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

async function create(call: RepoCall): Promise<Answer> {
  const { ctx, repo } = call;
  const pull = pullOf(call);
  const user = userOf(call.actor);
  const { body, event, commit_id, comments } = bodyOf(call, NewReview);
  const own = ctx.state.issues.must(pull.issueId).userId === user.id;
  if (own && event !== "COMMENT")
    throw validationFailed(
      `Can not ${event === "APPROVE" ? "approve" : "request changes on"} your own pull request`,
    );
  if (event !== "APPROVE" && body === "" && comments.length === 0)
    throw new Refusal(422, "Unprocessable Entity", { errors: ["Body can't be blank"] });
  const files = comments.length > 0 ? await filesOf(call) : [];
  const lines = comments.map((comment) => ({ ...comment, ...placeOf(files, comment) }));
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
  for (const { hunk: diffHunk, ...line } of lines)
    ctx.state.reviewComments.put({ ...line, diffHunk, id: ctx.nextId(), reviewId: review.id });
  ctx.emit({
    name: "pull_request_review",
    action: "submitted",
    repo,
    sender: user,
    payload: { pull_request: renderPullSimple(ctx, pull), review: renderReviewForWebhook(ctx, review) },
  });
  return { status: 200, json: renderReview(ctx, review) };
}

/** GitHub takes comments only on lines that the pull request's diff shows. */
function placeOf(files: readonly FileDiff[], { path, line, side }: NewComment): DiffLine {
  const file = files.find((each) => each.path === path);
  const place = lineInPatch(file?.patch ?? "", line, side);
  if (place) return place;
  const errors = [`${file ? "Line" : "Path"} could not be resolved`];
  throw new Refusal(422, "Unprocessable Entity", { errors });
}
