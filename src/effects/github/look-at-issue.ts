import type { Gone, IssueRef } from "#src/core/tree.ts";
import type { Repo } from "./client.ts";
import { type Issue, parseIssue } from "./issue.ts";
import { orRefusal } from "./refusal.ts";

/**
 * An issue that was there once, or what became of it. GitHub says that it was deleted, and leads on to where it was moved: there it is
 * another issue, or 404 where the App may not read.
 */
export async function lookAtIssue({ octokit, ...where }: Repo, ref: IssueRef): Promise<Issue | Gone> {
  const answer = await orRefusal([404, 410], octokit.rest.issues.get({ ...where, issue_number: ref.number }));
  if (!("refusal" in answer)) {
    const issue = parseIssue(answer.data);
    return issue.ref.id === ref.id ? issue : "transferred";
  }
  const { status, words, url, error } = answer.refusal;
  const elsewhere = /\/issues\/(\d+)$/.exec(url)?.[1];
  if (status === 404 && elsewhere !== undefined && Number(elsewhere) !== ref.number) return "transferred";
  if (status === 410 && /deleted/i.test(words)) return "deleted";
  // The whole repository has none, or it is not shown yet.
  throw error;
}
