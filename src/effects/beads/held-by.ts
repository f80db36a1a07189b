import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMarker } from "./marker.ts";
import type { TaskStore } from "./task-store.ts";

/** Which store has the tasks of this directory; a snapshot that somebody put there is the file store's. */
export async function heldBy(dir: string): Promise<TaskStore["kind"] | undefined> {
  const marker = await readMarker(dir);
  if (marker !== undefined) return marker.store;
  if (existsSync(join(dir, "tasks.jsonl"))) return "file";
  return existsSync(join(dir, ".beads", "metadata.json")) ? "bd" : undefined;
}
