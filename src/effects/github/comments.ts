import { z } from "zod";
import type { Repo } from "./client.ts";
import { plainLines } from "./issue.ts";
import { orRefusal } from "./refusal.ts";
import { safelySince } from "./since.ts";

/** A comment of ours. `once`: said and never touched again; `sticky`: edited until it says the body. */
export type CommentWish = Readonly<{
  issue: number;
  /** Hidden in the body, such as `<!-- fractal:comment key=… -->`. */
  marker: string;
  body: string;
  mode: "once" | "sticky";
  /** Our own login; what others wrote never counts. */
  bot: string;
  /** The id from last time: saves listing all comments. */
  knownId?: number | undefined;
  /** It cannot have been made before, ISO 8601: shortens the list. */
  since?: string | undefined;
}>;

export type EnsuredComment = Readonly<{ id: number; url: string; did: "created" | "edited" | "nothing" }>;

/** Makes sure there is one comment with this marker, the oldest one counts, and that a sticky one says the body. */
export async function ensureComment(repo: Repo, wish: CommentWish): Promise<EnsuredComment> {
  const { octokit, ...where } = repo;
  const found = (await readKnown(repo, wish)) ?? (await findComment(repo, wish));
  const body = wish.body.includes(wish.marker) ? wish.body : `${wish.body}\n\n${wish.marker}`;
  if (!found) {
    const { data } = await octokit.rest.issues.createComment({ ...where, issue_number: wish.issue, body });
    const { id, html_url: url } = Comment.parse(data);
    return { id, url, did: "created" };
  }
  const { id, html_url: url } = found;
  if (wish.mode === "once" || comparable(found.body ?? "") === comparable(body))
    return { id, url, did: "nothing" };
  await octokit.rest.issues.updateComment({ ...where, comment_id: id, body });
  return { id, url, did: "edited" };
}

async function readKnown({ octokit, ...where }: Repo, wish: CommentWish): Promise<Comment | undefined> {
  if (wish.knownId === undefined) return undefined;
  const answer = await orRefusal(
    [404],
    octokit.rest.issues.getComment({ ...where, comment_id: wish.knownId }),
  );
  if ("refusal" in answer) return undefined;
  const comment = Comment.parse(answer.data);
  return isOurs(comment, wish) ? comment : undefined;
}

async function findComment({ octokit, ...where }: Repo, wish: CommentWish): Promise<Comment | undefined> {
  const all = await octokit.paginate(octokit.rest.issues.listComments, {
    ...where,
    issue_number: wish.issue,
    per_page: 100,
    ...(wish.since !== undefined && { since: safelySince(wish.since) }),
  });
  return all
    .map((data) => Comment.parse(data))
    .filter((comment) => isOurs(comment, wish))
    .toSorted((a, b) => a.id - b.id)[0];
}

function isOurs(comment: Comment, { bot, marker }: CommentWish): boolean {
  return comment.user?.login === bot && (comment.body ?? "").includes(marker);
}

function comparable(text: string): string {
  return plainLines(text).trimEnd();
}

const Comment = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});
type Comment = z.infer<typeof Comment>;
