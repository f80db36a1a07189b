import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TaskStoreError } from "./task-store-error.ts";

/**
 * One writer per data directory. SQLite's exclusive lock is the operating system's: it goes when the process
 * dies, however it dies, so there is never a stale lock to remove.
 * @returns releases the lock
 * @throws TaskStoreError `person` when another process has it
 */
export function lockDirectory(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, "lock"), { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw new TaskStoreError(
      "person",
      `${dir} is in use by another Fractal process: wait for it or stop it, or give this one a data directory of its own with --data <dir>`,
      { cause },
    );
  }
  return () => {
    if (database.isOpen) database.close();
  };
}
