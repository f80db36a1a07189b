import type { House } from "./house.ts";

/** What the App said in the comments of an issue, oldest first, without the hidden markers and the sticky comment. */
export async function said(house: House, issue: number): Promise<string[]> {
  const comments = await commentsOf(house, issue);
  return comments.filter((body) => !body.includes("fractal:tree")).map(withoutMarkers);
}

/** The one comment that is edited in place. */
export async function sticky(house: House, issue: number): Promise<string | undefined> {
  const found = (await commentsOf(house, issue)).filter((body) => body.includes("fractal:tree"));
  if (found.length > 1) throw new Error(`${found.length} sticky comments on #${issue}`);
  return found[0] && withoutMarkers(found[0]);
}

async function commentsOf({ person, at }: House, issue: number): Promise<string[]> {
  const { data } = await person("ada").rest.issues.listComments({ ...at, issue_number: issue });
  return data.filter(({ user }) => user?.login === "fractal[bot]").map(({ body }) => body ?? "");
}

/** Nor what is put between the characters of a name so that nobody is called by it. */
function withoutMarkers(body: string): string {
  return body
    .replaceAll(/<!--.*?-->\n?/g, "")
    .replaceAll("\u200b", "")
    .trim();
}
