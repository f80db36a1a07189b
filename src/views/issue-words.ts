import type { TaskWords } from "#src/core/task-words.ts";
import { joinLines, plain } from "./plain.ts";

/**
 * What a person made of the issue of a task, read back from what `renderIssueBody` wrote: the title, the text above the table, and the row
 * “Done when”. A text that they wrote in its place altogether is what the task is about.
 */
export function readIssueWords({ title, body }: { title: string; body: string }): TaskWords {
  const lines = plain(body).replace(marker, "").split("\n");
  const objective = lines
    .slice(0, endOf(lines))
    .filter((line) => !cut.test(line))
    .map((line) => line.replace(/^> ?/, ""))
    .join("\n")
    .trim();
  const row = lines.flatMap((line) => doneWhen.exec(line)?.[1] ?? [])[0] ?? "";
  const acceptance = joinLines(unescaped(row));
  return {
    title: unlinked(joinLines(plain(title))) || "Untitled",
    ...(objective !== "" && { objective: unlinked(objective) }),
    ...(acceptance !== "" && acceptance !== nothing && { acceptance: unlinked(acceptance) }),
  };
}

const nothing = "all its parts are done";
const marker = /^\s*<!-- fractal:task [^\n]*-->[ \t]*\n?/;
const doneWhen = /^\|\s*\*\*Done when\*\*\s*\|(.*)\|\s*$/;

const cut = /^\*\[\d+ more characters were cut here\]\*$/;

/** Where our own words begin again: none of a quotation does. */
function endOf(lines: readonly string[]): number {
  const at = lines.findIndex((line) => /^(\|[ |]*\|$|\*\*(Checked by|May change)\*\* |---$)/.test(line));
  return at === -1 ? lines.length : at;
}

/** A cell's backslashes, which `inline` put there; inside code only its pipes have any. */
function unescaped(cell: string): string {
  return cell
    .split(/(`[^`]+`)/)
    .map((part, at) =>
      at % 2 === 1 ? part.replaceAll("\\|", "|") : part.replaceAll(/\\([\\`*[\]|~_])/g, "$1"),
    )
    .join("");
}

/** `neutralise` leads links to issues over another host. */
function unlinked(text: string): string {
  return text.replaceAll("redirect.github.com", "github.com");
}
