import { Retryable } from "#src/errors.ts";
import type { IssueRef } from "#src/core/tree.ts";
import type { Repo } from "./client.ts";
import { parseIssue } from "./issue.ts";
import { orRefusal } from "./refusal.ts";

/**
 * Hangs an issue under its parent. `linked: false` is GitHub's limit (100 children, 8 levels) or a person's other parent, in its words, or a
 * GitHub of one's own that is too old to know sub-issues.
 */
export async function ensureSubIssue(
  { octokit, ...where }: Repo,
  parent: number,
  child: IssueRef,
): Promise<{ linked: true; changed: boolean } | { linked: false; why: string }> {
  const now = await orRefusal([404], octokit.rest.issues.getParent({ ...where, issue_number: child.number }));
  if (!("refusal" in now)) {
    const { number } = parseIssue(now.data).ref;
    return number === parent
      ? { linked: true, changed: false }
      : { linked: false, why: `a person put it under #${number}` };
  }
  const answer = await orRefusal(
    [404, 422],
    octokit.rest.issues.addSubIssue({ ...where, issue_number: parent, sub_issue_id: child.id }),
  );
  if (!("refusal" in answer)) return { linked: true, changed: true };
  // Two links under one parent at once race for a place in its order; the next try finds a free one.
  if (/priority/i.test(answer.refusal.words))
    throw new Retryable(answer.refusal.words, { retryAfterMs: 1000 });
  const { status, words } = answer.refusal;
  return { linked: false, why: status === 404 ? `sub-issues are not available here (${words})` : words };
}
