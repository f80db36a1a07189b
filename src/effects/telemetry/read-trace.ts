import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { TraceLine } from "#src/core/trace-line.ts";
import { isTooDeep } from "./nesting.ts";
import { segmentsOf } from "./segments.ts";

/** The lines of a trace that can be read, and how many could not: a torn last line, or one of a later version. */
export type ReadTrace = Readonly<{ lines: readonly TraceLine[]; skipped: number }>;

/** Reads a trace with all its segments, in order; one that does not exist is empty. */
export function readTrace(file: string): ReadTrace {
  const parts = segmentsOf(file).map((path) => parseTrace(readFileSync(path, "utf8")));
  return {
    lines: parts.flatMap(({ lines }) => lines),
    skipped: parts.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/** Parses the text of a trace, such as the one in a worker's artifact. Nothing in it is trusted to be well-formed. */
export function parseTrace(text: string): ReadTrace {
  const lines: TraceLine[] = [];
  let skipped = 0;
  for (const raw of text.split("\n")) {
    if (raw === "") continue;
    const parsed = TraceLine.safeParse(isTooDeep(raw) ? undefined : parseJson(raw));
    if (parsed.success) lines.push(parsed.data);
    else skipped += 1;
  }
  return { lines, skipped };
}

export function readBlob(traceFile: string, name: string): string | undefined {
  const path = join(dirname(traceFile), "blobs", name);
  return /^[0-9a-f]{64}$/.test(name) && existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/**
 * Where a trace ends: the number of its last readable line, 0 when there is none, and whether its last line is torn. Reads the end of the
 * open segment only, and of the one before when that is empty.
 */
export function traceEnd(handle: number, file: string): { seq: number; torn: boolean } {
  const stat = fstatSync(handle);
  if (!stat.isFile()) return { seq: 0, torn: false };
  const open = endOf(handle, stat.size);
  const before = segmentsOf(file).at(-2);
  if (open.seq > 0 || before === undefined) return open;
  const closed = openSync(before, "r");
  try {
    return { seq: endOf(closed, fstatSync(closed).size).seq, torn: open.torn };
  } finally {
    closeSync(closed);
  }
}

function endOf(handle: number, size: number): { seq: number; torn: boolean } {
  if (size === 0) return { seq: 0, torn: false };
  const tail = Buffer.alloc(Math.min(size, tailBytes));
  readSync(handle, tail, 0, tail.length, size - tail.length);
  const { lines } = parseTrace(tail.toString("utf8"));
  return { seq: lines.at(-1)?.seq ?? 0, torn: tail.at(-1) !== 0x0a };
}

/** Longer than any line: what is long goes into blobs. */
const tailBytes = 4 * 1024 * 1024;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
