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
