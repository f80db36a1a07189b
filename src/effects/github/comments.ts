import { z } from "zod";
import type { Repo } from "./client.ts";
import { plainLines } from "./issue.ts";
import { orRefusal } from "./refusal.ts";
import { Remembered } from "./remembered.ts";
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

/** Stickies as GitHub answered that they are now: who has just written one need not read it before the next edit. */
const written = new Remembered<Comment>(100);

/** Makes sure there is one comment with this marker, the oldest one counts, and that a sticky one says the body. */
export async function ensureComment(repo: Repo, wish: CommentWish): Promise<EnsuredComment> {
  const { octokit, ...where } = repo;
  const found = (await readKnown(repo, wish)) ?? (await findComment(repo, wish));
  const body = bodyOf(wish);
  if (!found) {
    const { data } = await octokit.rest.issues.createComment({ ...where, issue_number: wish.issue, body });
    const { id, html_url: url } = remember(repo, Comment.parse(data));
    return { id, url, did: "created" };
  }
  const { id, html_url: url } = found;
  if (wish.mode === "once" || comparable(found.body ?? "") === comparable(body))
    return { id, url, did: "nothing" };
  const answer = await orRefusal(
    [404],
    octokit.rest.issues.updateComment({ ...where, comment_id: id, body }),
  );
  if (!("refusal" in answer)) {
    remember(repo, Comment.parse(answer.data));
    return { id, url, did: "edited" };
  }
  // Somebody deleted it since: the next look finds that out, or another one.
  if (!written.forget(repo, String(id))) throw answer.refusal.error;
  return ensureComment(repo, wish);
}

function remember(repo: Repo, comment: Comment): Comment {
  written.set(repo, String(comment.id), comment);
  return comment;
}

function bodyOf({ body, marker }: CommentWish): string {
  return body.includes(marker) ? body : `${body}\n\n${marker}`;
}

async function readKnown(repo: Repo, wish: CommentWish): Promise<Comment | undefined> {
  if (wish.knownId === undefined) return undefined;
  const told = wish.mode === "sticky" ? written.get(repo, String(wish.knownId)) : undefined;
  // Should somebody have deleted it, the next edit finds that out.
  if (told !== undefined) return told;
  const { octokit, ...where } = repo;
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
