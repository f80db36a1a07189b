import { failureBlock } from "./failure-block.ts";
import { failureSignature } from "./failure-signature.ts";
import { plainLog } from "./plain-log.ts";

/** What the next attempt is told of a failure: at most 40 lines. Equal signatures mean the same failure again. */
export type Digest = Readonly<{ digest: string; signature: string }>;

const LINES_MAX = 40;
const LINE_CHARS_MAX = 300;

/**
 * Makes a digest of a failing job's log: the first failing assertion as node:test, TAP, jest, vitest, pytest, unittest, go, cargo or a plain
 * `error:` show it, else the end of the step that failed.
 */
export function digestLog(log: string): Digest {
  const lines = plainLog(log);
  const command = lines[0]?.startsWith("$ ") ? [lines[0]] : [];
  const block = failureBlock(lines.slice(command.length));
  const told = trimBlank(block.lines.filter((line) => !FOREIGN_FRAME.test(line))).map(shorten);
  return {
    digest: [...command, ...cut(told, LINES_MAX - command.length)].join("\n"),
    signature: failureSignature(block),
  };
}

/** Stack frames in other people's code tell nothing that the first own frame does not. */
const FOREIGN_FRAME = /^\s+at .*(node:|node_modules)|^\s+(?:File ".*site-packages)/;

/** The beginning and, of something long, also its last lines: there some tools print what was expected. */
function cut(lines: readonly string[], max: number): string[] {
  if (lines.length <= max) return [...lines];
  const tail = 8;
  const left = lines.length - max + 1;
  return [...lines.slice(0, max - tail - 1), `… ${left} lines left out …`, ...lines.slice(-tail)];
}

function shorten(line: string): string {
  return line.length <= LINE_CHARS_MAX ? line : `${line.slice(0, LINE_CHARS_MAX)}…`;
}

/** Without empty lines at the ends, and never two in a row. */
function trimBlank(lines: readonly string[]): string[] {
  const kept = lines.filter((line, index) => line.trim() !== "" || (lines[index - 1] ?? "").trim() !== "");
  return kept.at(-1)?.trim() === "" ? kept.slice(0, -1) : kept;
}
