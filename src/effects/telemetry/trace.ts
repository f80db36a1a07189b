import { createHash } from "node:crypto";
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync } from "node:fs";
import { utimesSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { redactSecrets } from "#src/core/secrets.ts";
import type { TraceEntry, TraceSink } from "#src/core/trace-line.ts";
import { NeedsHuman } from "#src/errors.ts";
import { notWrittenWords } from "#src/line-file.ts";
import { traceEnd } from "./read-trace.ts";
import { closeSegment, defaultRotation, type Rotation, segmentCount } from "./segments.ts";

export type Trace = TraceSink & Readonly<{ close: () => void }>;

/** The disk took no more. What was written before is whole; the line that failed is named in `cause` only. */
export class TraceNotWritten extends NeedsHuman {}

/**
 * Opens the append-only trace `file` and the folder `blobs/` beside it, and goes on counting where it ends. Credentials are taken out of every
 * text first. Writing is synchronous and unbuffered: a kill loses nothing, and a full disk is told to the caller that wrote. What is still
 * written after `close` goes nowhere: the handle's number may be another file's by then. It does not grow for ever: what is full becomes a
 * closed segment beside it, and the oldest of those are dropped.
 * @param options.known exact secret values to take out as well
 * @param options.now milliseconds since the epoch
 */
export function openTrace(
  file: string,
  options: { run: string; known?: readonly string[]; now?: () => number; rotation?: Rotation },
): Trace {
  const { run, known = [], now = Date.now, rotation = defaultRotation } = options;
  const blobs = join(dirname(file), "blobs");
  mkdirSync(blobs, { recursive: true });
  const clean = (text: string) => redactSecrets(text, known);
  let handle = openSync(file, "a+", 0o600);
  let { seq, torn } = traceEnd(handle, file);
  let { size } = fstatSync(handle);
  let segment = segmentCount(file);
  let isClosed = false;
  const rotate = () => {
    closeSync(handle);
    closeSegment(file, rotation);
    handle = openSync(file, "a+", 0o600);
    segment += 1;
    [size, torn] = [0, false];
  };
  return {
    write: (entry: TraceEntry) => {
      if (isClosed) return;
      const { type, attrs, ...rest } = entry;
      const head = { v: 1, ts: new Date(now()).toISOString(), seq: seq + 1, run, ...rest, type };
      const line = `${JSON.stringify({ ...head, attrs: redactDeep(attrs, clean) })}\n`;
      const text = Buffer.from(torn ? `\n${line}` : line);
      torn = true;
      append(handle, file, text);
      torn = false;
      seq += 1;
      size += text.length;
      // Not before the next line: whoever asks for the segment first must know where that will be.
      if (size >= rotation.bytesMax) rotate();
    },
    blob: (text) => writeBlob(blobs, clean(text)),
    mask: clean,
    segment: () => segment,
    close: () => {
      if (!isClosed) closeSync(handle);
      isClosed = true;
    },
  };
}

function append(handle: number, file: string, bytes: Buffer): void {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(handle, bytes, at);
  } catch (error) {
    throw notWritten(file, error);
  }
}

/** Written beside and renamed, so that a blob is never half of what its name promises. */
function writeBlob(folder: string, text: string): string {
  const name = createHash("sha256").update(text).digest("hex");
  const path = join(folder, name);
  try {
    if (existsSync(path)) {
      // It is named again: what is dropped with old lines goes by this time.
      utimesSync(path, new Date(), new Date());
      return name;
    }
    writeFileSync(`${path}.part`, text, { mode: 0o600 });
    renameSync(`${path}.part`, path);
  } catch (error) {
    throw notWritten(path, error);
  }
  return name;
}

function notWritten(path: string, error: unknown): TraceNotWritten {
  return new TraceNotWritten(notWrittenWords(`the trace ${path}`, error), { cause: error });
}

function redactDeep(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, clean));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, clean)]));
}
