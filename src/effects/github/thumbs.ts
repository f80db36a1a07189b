import { z } from "zod";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";

/** A 👍 on a comment, of which GitHub sends no webhook. */
export type Thumb = Readonly<{ login: string; type: string; at: number }>;

/** The oldest first; none when the comment is not there any more. */
export async function readThumbs({ octokit, ...where }: Repo, comment: number): Promise<Thumb[]> {
  const on = { ...where, comment_id: comment, content: "+1", per_page: 100 } as const;
  const answer = await orRefusal([404, 410], octokit.rest.reactions.listForIssueComment(on));
  if ("refusal" in answer) return [];
  const thumbs = answer.data.flatMap((data) => {
    const { user, created_at: at } = Reaction.parse(data);
    return user ? [{ login: user.login, type: user.type, at: Date.parse(at) }] : [];
  });
  return thumbs.toSorted((a, b) => a.at - b.at);
}

const Reaction = z.object({
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
  created_at: z.iso.datetime({ offset: true }),
});
