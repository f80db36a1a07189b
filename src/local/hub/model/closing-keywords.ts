import type { HubContext } from "../context.ts";
import type { Repo } from "../rows.ts";
import type { Author } from "./author.ts";
import { closeIssue } from "./issues.ts";

const KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi;

/** Closes the issues that a text names with `Closes #n` and the like; called once that text reached the default branch. */
export async function closeMentioned(
  ctx: HubContext,
  repo: Repo,
  text: string,
  by: Author,
  commitSha: string,
): Promise<void> {
  const numbers = new Set([...text.matchAll(KEYWORD)].map((match) => Number(match[1])));
  for (const number of numbers) {
    const issue = ctx.state.issues.where("number", number).find((row) => row.repoId === repo.id);
    if (issue && !issue.pullId && !issue.deleted && issue.state === "open")
      await closeIssue(ctx, issue, by, "completed", commitSha);
  }
}
