import { existsSync, fstatSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { TraceLine } from "#src/core/trace-line.ts";

/** The lines of a trace that can be read, and how many could not: a torn last line, or one of a later version. */
export type ReadTrace = Readonly<{ lines: readonly TraceLine[]; skipped: number }>;

/** Reads a trace file; one that does not exist is empty. */
export function readTrace(file: string): ReadTrace {
  return existsSync(file) ? parseTrace(readFileSync(file, "utf8")) : { lines: [], skipped: 0 };
}

/** Parses the text of a trace, such as the one in a worker's artifact. Nothing in it is trusted to be well-formed. */
export function parseTrace(text: string): ReadTrace {
  const lines: TraceLine[] = [];
  let skipped = 0;
  for (const raw of text.split("\n")) {
    if (raw === "") continue;
    const parsed = TraceLine.safeParse(parseJson(raw));
    if (parsed.success) lines.push(parsed.data);
    else skipped += 1;
  }
  return { lines, skipped };
}

export function readBlob(traceFile: string, name: string): string | undefined {
  const path = join(dirname(traceFile), "blobs", name);
  return /^[0-9a-f]{64}$/.test(name) && existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Where a trace ends: the number of its last readable line, 0 when there is none, and whether its last line is torn. Reads the end of the file only. */
export function traceEnd(handle: number): { seq: number; torn: boolean } {
  const stat = fstatSync(handle);
  if (!stat.isFile() || stat.size === 0) return { seq: 0, torn: false };
  const tail = Buffer.alloc(Math.min(stat.size, tailBytes));
  readSync(handle, tail, 0, tail.length, stat.size - tail.length);
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
