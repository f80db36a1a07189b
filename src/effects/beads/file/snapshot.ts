import { open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Bead } from "../bead.ts";
import { BeadLine, toJsonl } from "../jsonl.ts";
import { whenAbsent } from "../marker.ts";
import { notWritten } from "../not-written.ts";
import { TaskStoreError } from "../task-store-error.ts";

export function snapshotPath(dir: string): string {
  return join(dir, "tasks.jsonl");
}

/** @throws TaskStoreError `person`, naming the line that is not a row */
export async function readSnapshot(dir: string): Promise<Map<string, Bead>> {
  const path = snapshotPath(dir);
  const text = (await readFile(path, "utf8").catch(whenAbsent)) ?? "";
  return parseSnapshot(text, path);
}

function parseSnapshot(text: string, source: string): Map<string, Bead> {
  const rows = new Map<string, Bead>();
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const row = BeadLine.safeParse(line);
    if (!row.success) {
      throw new TaskStoreError(
        "person",
        `${source}:${at + 1}: ${z.prettifyError(row.error)}; repair that line`,
      );
    }
    rows.set(row.data.id, row.data);
  }
  return rows;
}

/**
 * Replaces the file in one step that a crash or a full disk cannot cut in half.
 * @returns its bytes
 * @throws TaskStoreError `person` when the disk does not take it: then it is as it was
 */
export async function writeSnapshot(dir: string, rows: Iterable<Bead>): Promise<number> {
  const path = snapshotPath(dir);
  const bytes = Buffer.from(toJsonl(rows));
  const beside = `${path}.new`;
  try {
    await writeFile(beside, bytes, { flush: true });
    await rename(beside, path);
    const folder = await open(dirname(path));
    await folder.sync();
    await folder.close();
  } catch (error) {
    throw notWritten(beside, error);
  }
  return bytes.length;
}
