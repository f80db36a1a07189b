import { z } from "zod";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";

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

/** Of some reactions a comment bears just this one of ours. What is not there any more needs none. */
export async function ensureOnlyReaction(
  repo: Repo,
  comment: number,
  { content, among, bot }: Readonly<{ content: Reaction; among: readonly Reaction[]; bot: string }>,
): Promise<void> {
  const { octokit, ...where } = repo;
  const on = { ...where, comment_id: comment };
  const made = await orRefusal([404, 410], ensureReaction(repo, { comment }, content));
  if ("refusal" in made) return;
  const all = await octokit.paginate(octokit.rest.reactions.listForIssueComment, { ...on, per_page: 100 });
  const ours = all.map((data) => Listed.parse(data)).filter(({ user }) => user?.login === bot);
  for (const { id, content: other } of ours)
    if (other !== content && among.some((each) => each === other))
      await orRefusal([404], octokit.rest.reactions.deleteForIssueComment({ ...on, reaction_id: id }));
}

const Listed = z.object({
  id: z.int(),
  content: z.string(),
  user: z.object({ login: z.string() }).nullish(),
});

const Created = z.object({ id: z.int() });
