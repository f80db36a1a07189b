import type { HubContext } from "../context.ts";
import type { Reaction } from "../rows.ts";
import { nodeId } from "./node-id.ts";
import { renderUserId } from "./user.ts";

export const REACTIONS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] as const;

/** GitHub's `reaction`. */
export function renderReaction(ctx: HubContext, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId("Reaction", reaction.id),
    user: renderUserId(ctx, reaction.userId),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

const NONE: Record<string, number> = Object.fromEntries(REACTIONS.map((content) => [content, 0]));

/** GitHub's `reaction-rollup`: how many of each. */
export function renderReactionRollup(ctx: HubContext, subject: Reaction["subject"], id: number, url: string) {
  const rows = ctx.state.reactions.where("subjectId", id).filter((row) => row.subject === subject);
  const counts: Record<string, number> = { ...NONE };
  for (const { content } of rows) counts[content] = (counts[content] ?? 0) + 1;
  return { url: `${url}/reactions`, total_count: rows.length, ...counts };
}
