import { z } from "zod";
import type { Repo } from "./client.ts";

export type Reaction = "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";

/** Reacts to an issue or to a comment; GitHub itself answers with the reaction that is already there. */
export async function ensureReaction(
  { octokit, ...where }: Repo,
  on: { issue: number } | { comment: number },
  content: Reaction,
): Promise<{ id: number; created: boolean }> {
  const { data, status } =
    "issue" in on
      ? await octokit.rest.reactions.createForIssue({ ...where, issue_number: on.issue, content })
      : await octokit.rest.reactions.createForIssueComment({ ...where, comment_id: on.comment, content });
  return { id: Created.parse(data).id, created: status === 201 };
}

const Created = z.object({ id: z.int() });
