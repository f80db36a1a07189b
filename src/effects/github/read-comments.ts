import { z } from "zod";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";
import { safelySince } from "./since.ts";

/** A comment under an issue or a pull request, as it is now. */
export type CommentNow = Readonly<{
  id: number;
  nodeId: string;
  /** The issue's or the pull request's. */
  issue: number;
  isPull: boolean;
  body: string;
  /** Undefined for an account that was deleted. */
  user: Readonly<{ login: string; type: string }> | undefined;
  isByApp: boolean;
  /** Milliseconds since the epoch, by GitHub's clock: when it was written or last edited. */
  at: number;
}>;

/** Undefined when it is not there any more. */
export async function readComment({ octokit, ...where }: Repo, id: number): Promise<CommentNow | undefined> {
  const answer = await orRefusal([404, 410], octokit.rest.issues.getComment({ ...where, comment_id: id }));
  return "refusal" in answer ? undefined : Comment.parse(answer.data);
}

/** All that were written or edited in the repository since then, under issues and pull requests alike; the oldest version first. */
export async function listCommentsSince({ octokit, ...where }: Repo, since: number): Promise<CommentNow[]> {
  const all = await octokit.paginate(octokit.rest.issues.listCommentsForRepo, {
    ...where,
    since: safelySince(new Date(since).toISOString()),
    sort: "updated",
    direction: "asc",
    per_page: 100,
  });
  return all.map((data) => Comment.parse(data)).toSorted((a, b) => a.at - b.at || a.id - b.id);
}

const time = z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso));

const Comment = z
  .object({
    id: z.int(),
    node_id: z.string(),
    html_url: z.string(),
    issue_url: z.string(),
    body: z.string().nullish(),
    user: z.object({ login: z.string(), type: z.string() }).nullish(),
    updated_at: time,
    performed_via_github_app: z.unknown().optional(),
  })
  .transform(({ id, node_id: nodeId, updated_at: at, ...comment }) => ({
    id,
    nodeId,
    issue: Number(comment.issue_url.split("/").at(-1)),
    // Its own address says what it stands under; the other one calls both an issue.
    isPull: /\/pull\/\d+/.test(new URL(comment.html_url).pathname),
    body: (comment.body ?? "").slice(0, 65_536).toWellFormed(),
    user: comment.user ?? undefined,
    isByApp: comment.performed_via_github_app != null,
    at,
  }));
