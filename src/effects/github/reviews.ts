import { z } from "zod";
import type { Repo } from "./client.ts";

/** What one person last decided about a pull request. */
export type Review = Readonly<{
  id: number;
  login: string;
  state: "approved" | "changes_requested" | "dismissed" | "commented";
  body: string;
  /** The commit that was reviewed. */
  sha: string | undefined;
}>;

/** The latest decision per person. A later comment does not take an approval or a request for changes back; a dismissal does. */
export async function readReviews({ octokit, ...where }: Repo, number: number): Promise<Review[]> {
  const all = await octokit.paginate(octokit.rest.pulls.listReviews, {
    ...where,
    pull_number: number,
    per_page: 100,
  });
  const latest = new Map<string, Review>();
  for (const data of all) {
    const { id, user, state, body, commit_id: sha } = Answer.parse(data);
    if (!user || state === "PENDING") continue;
    const review = { id, login: user.login, state: lower[state], body: body ?? "", sha: sha ?? undefined };
    const before = latest.get(user.login);
    if (review.state !== "commented" || before === undefined || before.state === "commented") {
      latest.set(user.login, review);
    }
  }
  return [...latest.values()];
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

const lower = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes_requested",
  DISMISSED: "dismissed",
  COMMENTED: "commented",
} as const;

const Answer = z.object({
  id: z.int(),
  user: z.object({ login: z.string() }).nullable(),
  state: z.enum(["APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED", "PENDING"]),
  body: z.string().nullish(),
  commit_id: z.string().nullish(),
});
