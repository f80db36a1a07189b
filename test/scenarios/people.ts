import type { Octokit } from "@octokit/rest";
import type { House } from "./house.ts";

/** What people do under an issue, as GitHub's pages let them. */
export async function speak(house: House, by: Octokit, issue: number, body: string): Promise<number> {
  return (await by.rest.issues.createComment({ ...house.at, issue_number: issue, body })).data.id;
}

export async function rewrite(house: House, by: Octokit, comment: number, body: string): Promise<void> {
  await by.rest.issues.updateComment({ ...house.at, comment_id: comment, body });
}

/** A click on a box: the page writes the whole comment once more, with other ends of lines. */
export async function tick(house: House, by: Octokit, issue: number, option: string): Promise<number> {
  const { data } = await by.rest.issues.listComments({ ...house.at, issue_number: issue });
  for (const { id, body = "" } of data) {
    const box = new RegExp(String.raw`^- \[ \] (<!-- fractal:tick \S+/${option} -->)`, "m");
    if (!box.test(body)) continue;
    await rewrite(house, by, id, body.replace(box, "- [x] $1").replaceAll("\n", "\r\n"));
    return id;
  }
  throw new Error(`no box "${option}" under #${issue}`);
}
