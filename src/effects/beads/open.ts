import { openFileStore } from "./file/file-store.ts";
import { lockDirectory } from "./lock.ts";
import type { TaskStore } from "./task-store.ts";

export async function openTaskStore(options: Readonly<{ dir: string; actor: string }>): Promise<TaskStore> {
  const release = lockDirectory(options.dir);
  return openFileStore({ ...options, release });
}
