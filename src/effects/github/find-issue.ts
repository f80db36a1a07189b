import type { Repo } from "./client.ts";
import { type Issue, parseIssue } from "./issue.ts";
import { orRefusal } from "./refusal.ts";
import { safelySince } from "./since.ts";

/** Where an issue of ours would be. */
export type IssueKey = Readonly<{
  /** Hidden in the body, such as `<!-- fractal:task id=fx-… -->`. */
  marker: string;
  /** Our own login; what others wrote never counts, whatever marker it carries. */
  bot: string;
  /** The issue under which it would hang. */
  parent?: number | undefined;
  /** It cannot have been made before, ISO 8601. */
  since: string;
}>;

/** Finds an issue we made: among the parent's sub-issues first (always up to date), then among all we made. The oldest one counts. */
export async function findIssue(repo: Repo, key: IssueKey): Promise<Issue | undefined> {
  const under = key.parent === undefined ? [] : await listSubIssues(repo, key.parent);
  return oldest(under, key) ?? oldest(await listOwnIssues(repo, key), key);
}

/** None also where GitHub is too old to know sub-issues. */
export async function listSubIssues({ octokit, ...where }: Repo, parent: number): Promise<Issue[]> {
  const found = await orRefusal(
    [404],
    octokit.paginate(octokit.rest.issues.listSubIssues, { ...where, issue_number: parent, per_page: 100 }),
  );
  return "refusal" in found ? [] : found.map(parseIssue);
}

/** All issues we made in a repository, or that changed, since then. */
export async function listOwnIssues(
  { octokit, ...where }: Repo,
  { bot, since }: Pick<IssueKey, "bot" | "since">,
): Promise<Issue[]> {
  const found = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...where,
    creator: bot,
    since: safelySince(since),
    state: "all",
    per_page: 100,
  });
  return found.map(parseIssue).filter(({ isPullRequest }) => !isPullRequest);
}

function oldest(issues: readonly Issue[], { marker, bot }: IssueKey): Issue | undefined {
  return issues
    .filter(({ author, body }) => author === bot && body.includes(marker))
    .toSorted((a, b) => a.ref.number - b.ref.number)[0];
}
