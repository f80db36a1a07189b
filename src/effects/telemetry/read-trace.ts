import { existsSync, readFileSync } from "node:fs";
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

/** 0 for a trace without lines. */
export function lastTraceSeq(file: string): number {
  return readTrace(file).lines.reduce((last, { seq }) => Math.max(last, seq), 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
