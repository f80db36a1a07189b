import type { LineChange } from "./line-diff.ts";

const CONTEXT = 3;

/** The unified diff of two texts from its first `@@` on, as git prints it. */
export function patchText(
  old: readonly string[],
  now: readonly string[],
  changes: readonly LineChange[],
): string {
  return hunks(changes)
    .map((hunk) => hunkText(old, now, hunk))
    .join("\n");
}

/** Changes whose contexts touch stand in one hunk. */
function hunks(changes: readonly LineChange[]): LineChange[][] {
  const all: LineChange[][] = [];
  for (const change of changes) {
    const last = all.at(-1);
    const end = last?.at(-1)?.fromEnd;
    if (last && end !== undefined && change.from - end <= 2 * CONTEXT) last.push(change);
    else all.push([change]);
  }
  return all;
}

function hunkText(old: readonly string[], now: readonly string[], hunk: readonly LineChange[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (!first || !last) return "";
  const before = Math.min(CONTEXT, first.from);
  const after = Math.min(CONTEXT, old.length - last.fromEnd);
  const [from, fromEnd] = [first.from - before, last.fromEnd + after];
  const [to, toEnd] = [first.to - before, last.toEnd + after];
  const lines = [`@@ -${range(from, fromEnd)} +${range(to, toEnd)} @@${heading(old.slice(0, from))}`];
  let at = from;
  for (const change of hunk) {
    lines.push(...marked(" ", old.slice(at, change.from)));
    lines.push(...marked("-", old.slice(change.from, change.fromEnd)));
    lines.push(...marked("+", now.slice(change.to, change.toEnd)));
    at = change.fromEnd;
  }
  lines.push(...marked(" ", old.slice(at, fromEnd)));
  return lines.join("\n");
}

/** The last line above the hunk that looks like the head of a section. */
function heading(above: readonly string[]): string {
  const line = above.findLast((one) => /^[A-Za-z_$]/.test(one));
  return line === undefined ? "" : ` ${line.slice(0, 80).trimEnd()}`;
}

function range(from: number, end: number): string {
  const count = end - from;
  const start = count === 0 ? from : from + 1;
  return count === 1 ? `${start}` : `${start},${count}`;
}

const marked = (sign: string, lines: readonly string[]): string[] =>
  lines.flatMap((line) =>
    line.endsWith("\n") ? [sign + line.slice(0, -1)] : [sign + line, "\\ No newline at end of file"],
  );
