import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound } from "../errors.ts";
import { paginate } from "../pages.ts";
import { REACTIONS, renderReaction } from "../render/reaction.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Reaction } from "../rows.ts";
import { timestamp } from "../state.ts";
import { commentOf } from "./comments.ts";
import { issueOf, READ, WRITE } from "./issues.ts";

const subjects = {
  issue: { template: "/issues/{issue_number}/reactions", idOf: (call: RepoCall) => issueOf(call).id },
  comment: {
    template: "/issues/comments/{comment_id}/reactions",
    idOf: (call: RepoCall) => commentOf(call).id,
  },
} as const;

export const reactionRoutes: Route[] = (["issue", "comment"] as const).flatMap((subject) => {
  const { template, idOf } = subjects[subject];
  return [
    repoRoute("GET", template, READ, (call) => list(call, subject, idOf(call))),
    repoRoute("POST", template, WRITE, (call) => create(call, subject, idOf(call))),
    repoRoute("DELETE", `${template}/{reaction_id}`, WRITE, (call) => remove(call, idOf(call))),
  ];
});

function list(call: RepoCall, subject: Reaction["subject"], id: number): Answer {
  const content = call.query.get("content");
  const rows = call.ctx.state.reactions.filter(
    (row) => row.subject === subject && row.subjectId === id && (!content || row.content === content),
  );
  return paginate(call, rows, (row) => renderReaction(call.ctx, row));
}

const NewReaction = z.object({ content: z.enum(REACTIONS) });

/** Reacting twice the same way is one reaction: 200 instead of 201. */
function create(call: RepoCall, subject: Reaction["subject"], subjectId: number): Answer {
  const { ctx } = call;
  const { content } = bodyOf(call, NewReaction);
  const userId = userOf(call.actor).id;
  const same = ctx.state.reactions.find(
    (row) =>
      row.subject === subject &&
      row.subjectId === subjectId &&
      row.userId === userId &&
      row.content === content,
  );
  if (same) return { status: 200, json: renderReaction(ctx, same) };
  const row = { id: ctx.nextId(), subject, subjectId, userId, content, createdAt: timestamp() };
  return { status: 201, json: renderReaction(ctx, ctx.state.reactions.put(row)) };
}

function remove(call: RepoCall, subjectId: number): Answer {
  const row = call.ctx.state.reactions.get(Number(call.params["reaction_id"]));
  if (row?.subjectId !== subjectId || row.userId !== userOf(call.actor).id) throw notFound();
  call.ctx.state.reactions.delete(row.id);
  return { status: 204 };
}
