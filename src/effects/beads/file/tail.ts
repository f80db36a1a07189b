import { createHash } from "node:crypto";
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Bead } from "../bead.ts";
import { beadText } from "../jsonl.ts";
import { JsonText } from "../json-text.ts";
import { whenAbsent } from "../marker.ts";
import { TaskStoreError } from "../task-store-error.ts";

/** A row as it became, and the hash of the row it replaced ("" for a new one). */
const Entry = z.object({ over: z.string(), row: Bead });
/** One group is one line, so that a crash leaves all of it or nothing. */
const Line = JsonText.pipe(z.union([z.object({ group: z.array(Entry) }), Entry]));

export type Step = Readonly<{ from: Bead | undefined; to: Bead }>;

export function tailPath(dir: string): string {
  return join(dir, "tasks.tail.jsonl");
}

/** What came after the snapshot: groups of changes, appended and never rewritten. */
export class Tail {
  readonly #fd: number;
  /** Bytes of whole groups. */
  #size: number;
  #isTorn = false;

  /** A last line without its end was never acknowledged to anybody and is cut off. */
  constructor(dir: string) {
    this.#fd = openSync(tailPath(dir), "a");
    this.#size = readFileSync(tailPath(dir)).lastIndexOf(0x0a) + 1;
    if (this.#size < fstatSync(this.#fd).size) this.#cut();
  }

  get size(): number {
    return this.#size;
  }

  /** All of the steps or none, on the disk when it returns. Another thread would take longer to hear of it than the disk takes. */
  append(steps: readonly Step[]): void {
    const group = steps.map(({ from, to }) => `{"over":${JSON.stringify(hash(from))},"row":${beadText(to)}}`);
    const bytes = Buffer.from(`{"group":[${group.join(",")}]}\n`);
    if (this.#isTorn) this.#cut();
    this.#isTorn = true;
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at);
      fdatasyncSync(this.#fd);
    } catch (error) {
      this.#tryToCut();
      throw error;
    }
    this.#isTorn = false;
    this.#size += bytes.length;
  }

  /** Once the snapshot has it all. */
  clear(): void {
    this.#size = 0;
    this.#cut();
    fdatasyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #cut(): void {
    ftruncateSync(this.#fd, this.#size);
    this.#isTorn = false;
  }

  /** What cannot be cut now is cut before the next group, or when the file is opened again. */
  #tryToCut(): void {
    try {
      this.#cut();
    } catch {
      this.#isTorn = true;
    }
  }
}

/**
 * Adds what the tail says to the snapshot's rows. An entry counts only on top of the very row it was made from,
 * so a row that a person edited in the snapshot stays as the person left it, and a tail that is replayed onto
 * a snapshot that has it already changes nothing.
 * @returns whether every entry counted
 */
export async function replayTail(dir: string, rows: Map<string, Bead>): Promise<boolean> {
  const text = (await readFile(tailPath(dir), "utf8").catch(whenAbsent)) ?? "";
  const lines = text.split("\n");
  // A crash in mid-append leaves a last line without its end: it was never acknowledged.
  lines.pop();
  let isWhole = true;
  for (const [at, line] of lines.entries()) {
    const parsed = Line.safeParse(line);
    if (!parsed.success) {
      const where = `${tailPath(dir)}:${at + 1}`;
      throw new TaskStoreError("person", `${where}: ${z.prettifyError(parsed.error)}; remove that line`);
    }
    const entries = "group" in parsed.data ? parsed.data.group : [parsed.data];
    for (const { over, row } of entries) {
      if (over === hash(rows.get(row.id))) rows.set(row.id, row);
      else isWhole = false;
    }
  }
  return isWhole;
}

function hash(row: Bead | undefined): string {
  return row === undefined ? "" : createHash("sha256").update(beadText(row)).digest("hex").slice(0, 32);
}
