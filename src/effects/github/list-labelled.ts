import type { Repo } from "./client.ts";
import { type Issue, parseIssue } from "./issue.ts";

/** The open issues that carry a label; pull requests are none. */
export async function listLabelled({ octokit, ...where }: Repo, label: string): Promise<Issue[]> {
  const found = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...where,
    labels: label,
    state: "open",
    per_page: 100,
  });
  return found.map(parseIssue).filter(({ isPullRequest }) => !isPullRequest);
}
