import { Octokit } from "@octokit/rest";

/** A repository on a hub, as one person reaches it. */
export type HubPlace = Readonly<{ url: string; token: string; owner: string; repo: string }>;

/**
 * Writes under an issue as the person whose token it is, as they would on its page.
 * @returns the comment's number
 */
export async function sayAsPerson(
  { url, token, owner, repo }: HubPlace,
  issue: number,
  body: string,
): Promise<number> {
  const { rest } = new Octokit({ auth: token, baseUrl: url });
  const { data } = await rest.issues.createComment({ owner, repo, issue_number: issue, body });
  return data.id;
}
