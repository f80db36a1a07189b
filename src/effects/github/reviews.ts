import { z } from "zod";
import type { Repo } from "./client.ts";

/** A review that asks for changes. */
export type ChangeRequest = Readonly<{ id: number; by: string; body: string }>;

/** What is asked for still: an approval takes back what the same person asked for before, a dismissal that one review, a comment nothing. */
export async function readChangeRequests(
  { octokit, ...where }: Repo,
  number: number,
): Promise<ChangeRequest[]> {
  const all = await octokit.paginate(octokit.rest.pulls.listReviews, {
    ...where,
    pull_number: number,
    per_page: 100,
  });
  let requests: ChangeRequest[] = [];
  for (const data of all) {
    const { id, user, state, body } = Answer.parse(data);
    const by = user?.login;
    if (state === "APPROVED") requests = requests.filter((each) => each.by !== by);
    if (state === "CHANGES_REQUESTED" && by !== undefined) requests.push({ id, by, body: body ?? "" });
  }
  return requests;
}

/** One comment of a review on a line; of the old file where the line was taken away. */
export type LineComment = Readonly<{ path: string; line: number | undefined; body: string }>;

/** What a review says on single lines, in its own order. */
export async function readLineComments(
  { octokit, ...where }: Repo,
  { pullRequest, review }: { pullRequest: number; review: number },
): Promise<LineComment[]> {
  const all = await octokit.paginate(octokit.rest.pulls.listCommentsForReview, {
    ...where,
    pull_number: pullRequest,
    review_id: review,
    per_page: 100,
  });
  return all.map((data) => {
    const { path, line, body, diff_hunk: hunk } = Line.parse(data);
    return { path, line: line ?? lastLineOf(hunk), body };
  });
}

/** This one list of GitHub's leaves out the number; the hunk ends with the line, and its head says where it begins. */
function lastLineOf(hunk: string): number | undefined {
  const [head = "", ...lines] = hunk.split("\n");
  const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(head);
  if (start === null) return undefined;
  const isOld = lines.at(-1)?.startsWith("-") === true;
  const shown = lines.filter((line) => !line.startsWith(isOld ? "+" : "-") && !line.startsWith("\\"));
  return Number(isOld ? start[1] : start[2]) + shown.length - 1;
}

const Line = z.object({
  path: z.string(),
  line: z.int().nullish(),
  body: z.string(),
  diff_hunk: z.string(),
});

const Answer = z.object({
  id: z.int(),
  user: z.object({ login: z.string() }).nullable(),
  state: z.string(),
  body: z.string().nullish(),
});
