import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Bead } from "../bead.ts";
import { beadText } from "../jsonl.ts";
import { JsonText } from "../json-text.ts";
import { whenAbsent } from "../marker.ts";
import { TaskStoreError } from "../task-store-error.ts";

/** A row as it became, and the hash of the row it replaced ("" for a new one). */
const Entry = JsonText.pipe(z.object({ over: z.string(), row: Bead }));

export type Step = Readonly<{ from: Bead | undefined; to: Bead }>;

export function tailPath(dir: string): string {
  return join(dir, "tasks.tail.jsonl");
}

/** All of the steps or none, on the disk when it returns. */
export async function appendTail(dir: string, steps: readonly Step[]): Promise<void> {
  const lines = steps.map(({ from, to }) => `{"over":${JSON.stringify(hash(from))},"row":${beadText(to)}}\n`);
  const file = await open(tailPath(dir), "a");
  const { size } = await file.stat();
  try {
    await file.appendFile(lines.join(""));
    await file.datasync();
  } catch (error) {
    await file.truncate(size);
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Adds what the tail says to the snapshot's rows. An entry counts only on top of the very row it was made from,
 * so a row that a person edited in the snapshot stays as the person left it, and a tail that is replayed onto
 * a snapshot that has it already changes nothing.
 */
export async function replayTail(dir: string, rows: Map<string, Bead>): Promise<void> {
  const text = (await readFile(tailPath(dir), "utf8").catch(whenAbsent)) ?? "";
  const lines = text.split("\n");
  // A crash in mid-append leaves a last line without its end: it was never acknowledged.
  lines.pop();
  for (const [at, line] of lines.entries()) {
    const entry = Entry.safeParse(line);
    if (!entry.success) {
      const where = `${tailPath(dir)}:${at + 1}`;
      throw new TaskStoreError("person", `${where}: ${z.prettifyError(entry.error)}; remove that line`);
    }
    const { over, row } = entry.data;
    if (over === hash(rows.get(row.id))) rows.set(row.id, row);
  }
}

/** Once the snapshot has it all. */
export async function clearTail(dir: string): Promise<void> {
  const file = await open(tailPath(dir), "w");
  await file.sync();
  await file.close();
}

function hash(row: Bead | undefined): string {
  return row === undefined ? "" : createHash("sha256").update(beadText(row)).digest("hex").slice(0, 32);
}
