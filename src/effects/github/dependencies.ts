import type { IssueRef } from "#src/core/tree.ts";
import type { Repo } from "./client.ts";
import { parseIssue } from "./issue.ts";
import { orRefusal } from "./refusal.ts";

/**
 * What was written, by issue number; `refused` are edges GitHub would not take (its limits, or it is too old to know any), which then only
 * Beads knows.
 */
export type DependencyChange = Readonly<{
  added: readonly number[];
  removed: readonly number[];
  refused: readonly Readonly<{ number: number; why: string }>[];
}>;

/**
 * Makes an issue's "blocked by" list equal what we want. Only edges to `ours` (the issues of the tree) are ever removed; a person's stay.
 * One after the other: GitHub asks not to write to one list in parallel.
 */
export async function ensureBlockedBy(
  { octokit, ...where }: Repo,
  issue: number,
  { want, ours }: { want: readonly IssueRef[]; ours: readonly IssueRef[] },
): Promise<DependencyChange> {
  const at = { ...where, issue_number: issue };
  const listed = await orRefusal(
    [404],
    octokit.paginate(octokit.rest.issues.listDependenciesBlockedBy, { ...at, per_page: 100 }),
  );
  if ("refusal" in listed) {
    const why = `dependencies are not available here (${listed.refusal.words})`;
    return { added: [], removed: [], refused: want.map(({ number }) => ({ number, why })) };
  }
  const there = new Set(listed.map((data) => parseIssue(data).ref.id));
  const wanted = new Set(want.map(({ id }) => id));
  const added: number[] = [];
  const removed: number[] = [];
  const refused: { number: number; why: string }[] = [];
  for (const { id, number } of want.filter((ref) => !there.has(ref.id))) {
    const answer = await orRefusal(
      [422],
      octokit.rest.issues.addBlockedByDependency({ ...at, issue_id: id }),
    );
    if ("refusal" in answer) refused.push({ number, why: answer.refusal.words });
    else added.push(number);
  }
  for (const { id, number } of ours.filter((ref) => there.has(ref.id) && !wanted.has(ref.id))) {
    await orRefusal([404], octokit.rest.issues.removeDependencyBlockedBy({ ...at, issue_id: id }));
    removed.push(number);
  }
  return { added, removed, refused };
}
