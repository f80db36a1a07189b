import type { Gone, IssueRef } from "#src/core/tree.ts";
import type { Repo } from "./client.ts";
import { type Issue, parseIssue } from "./issue.ts";
import { orRefusal } from "./refusal.ts";

/**
 * An issue that was there once, or what became of it. GitHub says that it was deleted, and leads on to where it was moved: there it is
 * another issue.
 */
export async function lookAtIssue({ octokit, ...where }: Repo, ref: IssueRef): Promise<Issue | Gone> {
  const answer = await orRefusal([410], octokit.rest.issues.get({ ...where, issue_number: ref.number }));
  if (!("refusal" in answer)) {
    const issue = parseIssue(answer.data);
    return issue.ref.id === ref.id ? issue : "transferred";
  }
  const { words, error } = answer.refusal;
  if (/deleted/i.test(words)) return "deleted";
  // The whole repository has none.
  throw error;
}
