import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { JsonText } from "./json-text.ts";
import { TaskStoreError } from "./task-store-error.ts";

/**
 * What this directory is known to hold, kept beside the store: which kind it is, so that there are never two
 * truths, and the ids seen, so that an empty answer is never read as "no tasks".
 */
export const Marker = z.object({ store: z.enum(["bd", "file"]), ids: z.array(z.string()) });
export type Marker = z.infer<typeof Marker>;

const fileName = "tasks.store.json";

export async function readMarker(dir: string): Promise<Marker | undefined> {
  const path = join(dir, fileName);
  const text = await readFile(path, "utf8").catch(whenAbsent);
  if (text === undefined) return undefined;
  const marker = JsonText.pipe(Marker).safeParse(text);
  if (marker.success) return marker.data;
  throw new TaskStoreError("person", `${path} is not what Fractal wrote there; restore it from a backup`);
}

export async function writeMarker(dir: string, marker: Marker): Promise<void> {
  const path = join(dir, fileName);
  await writeFile(`${path}.new`, `${JSON.stringify(marker)}\n`, { flush: true });
  await rename(`${path}.new`, path);
}

/** Turns "no such file" into undefined; every other failure stays one. */
export function whenAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
