import { plain } from "#src/views/plain.ts";

/** Blocks that were written for GitHub, as one reads them on a terminal: without the marks that only a page shows. */
export function readable(blocks: readonly string[]): string {
  let isCode = false;
  const lines = plain(blocks.join("\n\n"))
    .split("\n")
    .flatMap((line) => {
      if (/^\s*`{3,}/.test(line)) {
        isCode = !isCode;
        return [];
      }
      return isCode ? `    ${line}` : withoutMarks(line);
    });
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function withoutMarks(line: string): string {
  return line
    .replaceAll(/<\/?(?:details|summary|sub)>/g, "")
    .replaceAll("**", "")
    .replaceAll(/\\([\\`*[\]|~_])/g, "$1");
}
