import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** How a trace is kept from growing for ever. */
export type Rotation = Readonly<{
  /** A segment is closed once it has so many bytes. */
  bytesMax: number;
  /** So many closed segments are kept. */
  keep: number;
}>;

/** Half a gigabyte of lines at most, which is weeks of a busy repository. */
export const defaultRotation: Rotation = { bytesMax: 64 * 1024 * 1024, keep: 7 };

/** All files of a trace in the order they were written: `trace.000001.jsonl` and so on, and `trace.jsonl` itself last. */
export function segmentsOf(file: string): string[] {
  return [...closedSegments(file).map(({ path }) => path), ...(existsSync(file) ? [file] : [])];
}

/** How many segments were ever closed. */
export function segmentCount(file: string): number {
  return closedSegments(file).at(-1)?.number ?? 0;
}

/** Closes the segment `file`, so that a new one can begin there, and drops the oldest with the texts that only they can have named. */
export function closeSegment(file: string, { keep }: Rotation): void {
  const number = String(segmentCount(file) + 1).padStart(6, "0");
  renameSync(file, file.replace(/\.jsonl$/, `.${number}.jsonl`));
  const all = closedSegments(file);
  const dropped = all.slice(0, Math.max(0, all.length - keep)).map(({ path }) => path);
  const last = dropped.at(-1);
  if (last === undefined) return;
  // A text that is named again gets its time in whole milliseconds.
  dropTexts(join(dirname(file), "blobs"), Math.floor(statSync(last).mtimeMs));
  for (const path of dropped) rmSync(path, { force: true });
}

/** A text is written again, at least its time, whenever it is named: an older one is named by dropped lines only. */
function dropTexts(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < before) rmSync(path, { force: true });
  }
}

function closedSegments(file: string): { path: string; number: number }[] {
  const [folder, name] = [dirname(file), basename(file, ".jsonl")];
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((each) => {
      const number = each.startsWith(`${name}.`)
        ? /^(\d{6,})\.jsonl$/.exec(each.slice(name.length + 1))?.[1]
        : undefined;
      return number === undefined ? [] : [{ path: join(folder, each), number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number);
}
