import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { LineFile } from "#src/line-file.ts";
import { Bead } from "../bead.ts";
import { beadText } from "../jsonl.ts";
import { JsonText } from "../json-text.ts";
import { notWritten } from "../not-written.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { mergedRow } from "./merge-edits.ts";

/** A row as it became, and the hash of the row it replaced ("" for a new one); of the first change of a row what it was before. */
const Entry = z.object({ over: z.string(), row: Bead, was: Bead.optional() });
type Entry = z.infer<typeof Entry>;
/** One group is one line, so that a crash leaves all of it or nothing. */
const Line = JsonText.pipe(z.union([z.object({ group: z.array(Entry) }), Entry]));

export type Step = Readonly<{ from: Bead | undefined; to: Bead }>;

export function tailPath(dir: string): string {
  return join(dir, "tasks.tail.jsonl");
}

/** What came after the snapshot: groups of changes, appended and never rewritten. */
export class Tail {
  readonly #file: LineFile;
  /** Rows of which it says what they were. */
  readonly #told = new Set<string>();

  constructor(dir: string) {
    this.#file = new LineFile(tailPath(dir), notWritten);
  }

  get size(): number {
    return this.#file.size;
  }

  /**
   * All of the steps or none, on the disk when it returns.
   * @throws TaskStoreError `person` when the disk does not take them
   */
  append(steps: readonly Step[]): void {
    const group = steps.map(({ from, to }) => {
      const was = from === undefined || this.#told.has(to.id) ? "" : `,"was":${beadText(from)}`;
      return `{"over":${JSON.stringify(hash(from))},"row":${beadText(to)}${was}}`;
    });
    this.#file.append(`{"group":[${group.join(",")}]}`, { durable: true });
    for (const { to } of steps) this.#told.add(to.id);
  }

  /** Once the snapshot has it all. */
  clear(): void {
    this.#file.clear();
    this.#told.clear();
  }

  close(): void {
    this.#file.close();
  }

  /**
   * Adds what it says to the snapshot's rows. An entry counts only on top of the very row it was made from, so that what
   * is replayed onto a snapshot that has it already changes nothing. A row that a person edited in the snapshot is merged
   * with what we made of it.
   * @returns whether every entry counted
   * @throws TaskStoreError `person` when a line is none, or both changed the same
   */
  replayOnto(rows: Map<string, Bead>): boolean {
    const all = Map.groupBy(this.#entries(), ({ row }) => row.id);
    let isWhole = true;
    for (const [id, entries] of all) {
      const counted = entries.filter(({ over, row }) => over === hash(rows.get(id)) && rows.set(id, row));
      if (counted.length === entries.length) continue;
      isWhole = false;
      const edited = rows.get(id);
      const last = entries.at(-1)?.row;
      const [first] = entries;
      const before = first?.was ?? first?.row;
      if (edited !== undefined && last !== undefined && before !== undefined && hash(edited) !== hash(last))
        rows.set(id, mergedRow({ before, edited, now: last }));
    }
    return isWhole;
  }

  #entries(): Entry[] {
    return this.#file.lines().flatMap((line, at) => {
      const parsed = Line.safeParse(line);
      if (parsed.success) return "group" in parsed.data ? parsed.data.group : [parsed.data];
      const where = `${this.#file.path}:${at + 1}`;
      throw new TaskStoreError("person", `${where}: ${z.prettifyError(parsed.error)}; remove that line`);
    });
  }
}

function hash(row: Bead | undefined): string {
  return row === undefined ? "" : createHash("sha256").update(beadText(row)).digest("hex").slice(0, 32);
}
