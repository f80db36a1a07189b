import { neutralise, verbatim } from "./neutralise.ts";
import { clip, joinLines } from "./plain.ts";

/** GitHub refuses bodies above 65,536 characters; what it adds when it stores them is not known. */
export const bodyCharsMax = 60_000;

/** A text of others inside our sentence, list item or table cell: one line, no Markdown but code spans. */
export function inline(text: string, max = 200): string {
  const parts = clip(joinLines(neutralise(text)), max).split(/(`[^`]+`)/);
  return parts.map((part, index) => (index % 2 === 1 ? escapePipes(part) : escapeMarkdown(part))).join("");
}

/** GitHub looks for a table's pipes before it looks for code; a backslash counts only when it is not escaped itself. */
function escapePipes(text: string): string {
  return text.replace(
    /(\\*)\|/g,
    (_, slashes: string) => `${slashes}${slashes.length % 2 === 0 ? "\\" : ""}|`,
  );
}

/** Underscores inside words are no emphasis on GitHub, and file names have many. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*[\]|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&");
}

/** A sentence with links that our own code wrote around names that others chose: one line, its Markdown kept. */
export function sentence(text: string, max = 20_000): string {
  return clip(joinLines(neutralise(text)), max);
}

/** A longer text of others. Whatever it opens (fence, list, table) ends with the quotation. */
export function quote(text: string, max = 20_000): string {
  const whole = neutralise(text).trim();
  const shown = clip(whole, max);
  const lines = shown.split("\n").map((line) => `> ${line}`.trimEnd());
  return [lines.join("\n"), ...cutNote(whole.length - shown.length)].join("\n\n");
}

/** Lines of a log or of code, whatever backticks they hold. */
export function fence(text: string, { lines = 40, chars = 8000 }: { lines?: number; chars?: number } = {}) {
  const whole = verbatim(text).replace(/^\n+|\s+$/g, "");
  const shown = clip(whole.split("\n").slice(0, lines).join("\n"), chars);
  const ticks = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return [`${ticks}text\n${shown}\n${ticks}`, ...cutNote(whole.length - shown.length)].join("\n\n");
}

/** A command, path or id inside a sentence. Not for tables: a pipe stays a pipe. */
export function code(text: string, max = 300): string {
  const shown = clip(joinLines(verbatim(text)), max);
  const ticks = "`".repeat(longestRun(shown) + 1);
  const pad = /^`|`$/.test(shown) ? " " : "";
  return `${ticks}${pad}${shown}${pad}${ticks}`;
}

/** Reasons come with and without their full stop. */
export function fullStop(text: string): string {
  return /[.!?…:]$/.test(text) ? text : `${text}.`;
}

/** The blocks of a body, first things first. Those that do not fit are left out whole, so nothing stays open, and a note says so. */
export function fitBody(blocks: readonly string[], max = bodyCharsMax): string {
  const kept: string[] = [];
  let room = max - 100;
  let cut = 0;
  for (const block of blocks.filter((each) => each !== "")) {
    if (block.length + 2 <= room) {
      kept.push(block);
      room -= block.length + 2;
    } else cut += block.length;
  }
  return [...kept, ...cutNote(cut)].join("\n\n");
}

/** Folded away until somebody wants it; nothing when there is nothing to fold. */
export function details(summary: string, text: string, after = ""): string {
  return text === ""
    ? ""
    : `<details><summary>${summary}</summary>\n\n${[text, after].join("\n\n").trim()}\n\n</details>`;
}

function cutNote(chars: number): string[] {
  return chars > 0 ? [`*[${chars} more characters were cut here]*`] : [];
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
