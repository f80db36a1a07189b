import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { TraceLine } from "#src/core/trace-line.ts";
import { MissingText } from "#src/effects/telemetry/long-texts.ts";
import { readBlob } from "#src/effects/telemetry/read-trace.ts";
import { type Difference, Replay, UnknownLine } from "#src/effects/telemetry/replay.ts";
import { isTooDeep } from "#src/effects/telemetry/nesting.ts";
import { segmentsOf } from "#src/effects/telemetry/segments.ts";
import { NeedsHuman } from "#src/errors.ts";
import { replayWords } from "./replay-words.ts";

/** What came of a replay: how many decisions were the same, and the first that was not. */
export type ReplayResult = Readonly<{
  same: number;
  /** Decisions on masked texts: their rows were taken as they are told, not compared. */
  followed: number;
  /** Decisions on roots whose rows were told on lines that were dropped since. */
  unknown: number;
  /** Lines that a kill cut off. */
  torn: number;
  roots: number;
  difference?: Difference & Readonly<{ file: string; line: number; seq: number }>;
}>;

/**
 * `fractal replay`: decides every event of a trace once more.
 * @returns the exit code: 0 all the same, 1 a difference
 * @throws NeedsHuman when it is no trace that this version can replay
 */
export function replay(
  file: string,
  { json }: { json: boolean },
  { stdout }: { stdout: { write: (text: string) => void } },
): number {
  const result = replayTrace(file);
  stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : replayWords(result));
  return result.difference === undefined ? 0 : 1;
}

/** Replays a trace with all its segments up to the first difference. */
export function replayTrace(file: string): ReplayResult {
  if (!existsSync(file) || !statSync(file).isFile())
    throw new NeedsHuman(`there is no trace ${file}${existsSync(file) ? ": it is no file" : ""}`, {
      hint: "give the trace.jsonl in the folder trace of a data directory",
    });
  const again = new Replay((name) => readBlob(file, name));
  const counts = { same: 0, followed: 0, unknown: 0, other: 0, torn: 0 };
  const roots = new Set<string>();
  for (const path of segmentsOf(file)) {
    for (const [index, raw] of readFileSync(path, "utf8").split("\n").entries()) {
      if (raw === "") continue;
      const at = { file: basename(path), line: index + 1 };
      const line = read(raw, at);
      if (line?.type === "decision") roots.add(line.root);
      const outcome = line === undefined ? "torn" : feed(again, line, at);
      if (line !== undefined && typeof outcome === "object")
        return { ...said(counts, roots), difference: { ...outcome, ...at, seq: line.seq } };
      if (typeof outcome === "string") counts[outcome] += 1;
    }
  }
  if (counts.same + counts.followed + counts.unknown === 0)
    throw new NeedsHuman(`${file} holds no decision`, {
      hint: "give the trace of the App; a worker's has only its calls",
    });
  return said(counts, roots);
}

type At = Readonly<{ file: string; line: number }>;

function said(
  { same, followed, unknown, torn }: Omit<ReplayResult, "roots" | "difference">,
  roots: ReadonlySet<string>,
): ReplayResult {
  return { same, followed, unknown, torn, roots: roots.size };
}

/** Undefined for a line that was cut off, which only what no JSON is can be. */
function read(raw: string, at: At): TraceLine | undefined {
  if (isTooDeep(raw)) throw notReplayable(at, "it is nested deeper than any line of ours");
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return undefined;
  }
  const { success, data, error } = TraceLine.safeParse(parsed);
  if (!success) throw notReplayable(at, `it is no line that this version knows: ${z.prettifyError(error)}`);
  return data;
}

function feed(again: Replay, line: TraceLine, at: At): ReturnType<Replay["feed"]> {
  try {
    return again.feed(line);
  } catch (error) {
    if (error instanceof UnknownLine || error instanceof MissingText)
      throw notReplayable(at, error.message, error);
    throw error;
  }
}

function notReplayable({ file, line }: At, why: string, cause?: unknown): NeedsHuman {
  return new NeedsHuman(`line ${line} of ${file} cannot be replayed: ${why}`, {
    hint: "replay it with the version of Fractal that recorded it, with the folder blobs beside it; or record the run again",
    cause,
  });
}
