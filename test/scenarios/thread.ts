import { rootOf, type Tree } from "#src/core/tree.ts";
import type { House } from "./house.ts";

/**
 * An issue's conversation as people read it: who said what, with the reactions it bears. Without the sticky comment; nothing in it depends on
 * times or on what a model costs.
 */
export async function thread(house: House, issue: number, tree: Tree): Promise<string> {
  const { rest } = house.person("ada");
  const { data } = await rest.issues.listComments({ ...house.at, issue_number: issue, per_page: 100 });
  const said: string[] = [];
  for (const { id, user, body = "" } of data) {
    if (body.includes("<!-- fractal:tree")) continue;
    const marks = await rest.reactions.listForIssueComment({ ...house.at, comment_id: id });
    const shown = marks.data.map(({ content }) => glyphs[content] ?? content).join(" ");
    said.push(`── ${user?.login}${shown === "" ? "" : ` ── ${shown}`}\n\n${named(body, tree)}\n`);
  }
  return said.join("\n");
}

const glyphs: Readonly<Record<string, string>> = { eyes: "👀", rocket: "🚀", confused: "😕", "+1": "👍" };

function named(body: string, tree: Tree): string {
  const shown = body
    .replaceAll(/<!--.*?-->\n?/g, "")
    .replaceAll("\u200b", "")
    .replaceAll(/\$\d+(?:\.\d+)?/g, "$‹usd›")
    .replaceAll(/\b[0-9a-f]{12}\b/g, "‹sha›")
    .replaceAll(`fractal/${rootOf(tree).facts.issue}/epic`, "‹epic›");
  return [...tree.tasks.values()].reduce((text, { id }) => text.replaceAll(id, "‹task›"), shown).trim();
}
