import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { JsonText } from "./json-text.ts";
import { notWritten } from "./not-written.ts";
import { TaskStoreError } from "./task-store-error.ts";

/**
 * What this directory is known to hold, kept beside the store: which kind it is, so that there are never two
 * truths, and the ids seen, so that an empty answer is never read as "no tasks".
 */
export const Marker = z.object({ store: z.enum(["bd", "file"]), ids: z.array(z.string()) });
export type Marker = z.infer<typeof Marker>;

/** Ids that came after the first line was written. */
const More = JsonText.pipe(z.object({ ids: z.array(z.string()) }));

const fileName = "tasks.store.json";

export async function readMarker(dir: string): Promise<Marker | undefined> {
  const path = join(dir, fileName);
  const text = await readFile(path, "utf8").catch(whenAbsent);
  if (text === undefined) return undefined;
  const [first = "", ...lines] = text.split("\n");
  const marker = JsonText.pipe(Marker).safeParse(first);
  if (!marker.success)
    throw new TaskStoreError("person", `${path} is not what Fractal wrote there; restore it from a backup`);
  // A line that a crash cut off was about rows that are read anyhow.
  const more = lines.map((line) => More.safeParse(line)).flatMap(({ data }) => data?.ids ?? []);
  return { ...marker.data, ids: [...new Set([...marker.data.ids, ...more])] };
}

export async function writeMarker(dir: string, marker: Marker): Promise<void> {
  const path = join(dir, fileName);
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(marker)}\n`, { flush: true });
    await rename(`${path}.new`, path);
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** More ids are known, at a cost that does not grow with those that were. */
export async function markIds(dir: string, ids: readonly string[]): Promise<void> {
  const path = join(dir, fileName);
  try {
    // What an earlier one wrote in part ends here.
    await appendFile(path, `\n${JSON.stringify({ ids })}\n`);
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** Turns "no such file" into undefined; every other failure stays one. */
export function whenAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
