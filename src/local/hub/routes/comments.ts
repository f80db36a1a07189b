import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { authorOf } from "../model/author.ts";
import { createComment, deleteComment, editComment } from "../model/comments.ts";
import { paginate } from "../pages.ts";
import { may } from "../permissions.ts";
import { renderComment } from "../render/comment.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Comment } from "../rows.ts";
import { issueOf, READ, WRITE } from "./issues.ts";

export const commentRoutes: Route[] = [
  repoRoute("GET", "/issues/comments", READ, (call) =>
    list(call, call.ctx.state.comments.where("repoId", call.repo.id)),
  ),
  repoRoute("GET", "/issues/{issue_number}/comments", READ, (call) => {
    const issue = issueOf(call);
    return list(call, call.ctx.state.comments.where("issueId", issue.id));
  }),
  repoRoute("POST", "/issues/{issue_number}/comments", WRITE, async (call) => {
    const issue = issueOf(call);
    const comment = await createComment(call.ctx, issue, authorOf(call.actor), textOf(call));
    return { status: 201, json: renderComment(call.ctx, comment) };
  }),
  repoRoute("GET", "/issues/comments/{comment_id}", READ, (call) => {
    return { status: 200, json: renderComment(call.ctx, commentOf(call)) };
  }),
  repoRoute("PATCH", "/issues/comments/{comment_id}", WRITE, (call) => {
    const comment = editComment(call.ctx, ownOf(call), authorOf(call.actor), textOf(call));
    return { status: 200, json: renderComment(call.ctx, comment) };
  }),
  repoRoute("DELETE", "/issues/comments/{comment_id}", WRITE, (call) => {
    deleteComment(call.ctx, ownOf(call), authorOf(call.actor));
    return { status: 204 };
  }),
];

/** The comment that the path names. */
export function commentOf(call: RepoCall): Comment {
  const comment = call.ctx.state.comments.get(Number(call.params["comment_id"]));
  if (comment?.repoId !== call.repo.id) throw notFound();
  return comment;
}

/** People change their own comments, or any when they may write; Apps any that their permission reaches. */
function ownOf(call: RepoCall): Comment {
  const comment = commentOf(call);
  const own = comment.userId === userOf(call.actor).id;
  if (own || may(call.ctx, call.actor, call.repo, { ...WRITE, role: "write" })) return comment;
  throw new Refusal(403, "Must have admin rights to Repository.");
}

const Body = z.object({ body: z.string() });

function textOf(call: RepoCall): string {
  const { body } = bodyOf(call, Body);
  if (body.trim() === "")
    throw validationFailed({
      resource: "IssueComment",
      code: "unprocessable",
      field: "data",
      message: "Body cannot be blank",
    });
  return body;
}

function list(call: RepoCall, all: Comment[]): Answer {
  const since = Date.parse(call.query.get("since") ?? "") || 0;
  const isByUpdate = call.query.get("sort") === "updated";
  const rows = all
    .filter((row) => row.repoId === call.repo.id && Date.parse(row.updatedAt) >= since)
    .sort((a, b) => (isByUpdate ? a.updatedAt.localeCompare(b.updatedAt) : 0) || a.id - b.id);
  if (call.query.get("direction") === "desc") rows.reverse();
  return paginate(call, rows, (row) => renderComment(call.ctx, row));
}
