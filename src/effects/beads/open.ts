import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FoundBd } from "./bd/find-bd.ts";
import { openBdStore } from "./bd/open-bd-store.ts";
import type { BdSpawn } from "./bd/run-bd.ts";
import { openFileStore } from "./file/file-store.ts";
import { heldBy } from "./held-by.ts";
import { lockDirectory } from "./lock.ts";
import type { TaskStore } from "./task-store.ts";
import { TaskStoreError } from "./task-store-error.ts";

export type OpenOptions = Readonly<{
  /** Made when it is not there; never inside a git checkout, whose files are not ours and not to be trusted. */
  dir: string;
  /** Author of new rows, `fractal/<run>`. */
  actor: string;
  /** What `findBd` found; without a program the file store stands in. */
  bd?: FoundBd;
  /** For each spawn of `bd`, 120 s by default. */
  timeoutMs?: number;
  /** How long a lock that somebody else has is waited for, 60 s by default. */
  lockWaitMs?: number;
  onSpawn?: (spawn: BdSpawn) => void;
}>;

/**
 * The task store of a data directory, for this process alone.
 * @throws TaskStoreError `person`, saying what to type, when the directory is in use, inside a checkout, or holds
 * the tasks of a `bd` that cannot be had
 */
export async function openTaskStore(options: OpenOptions): Promise<TaskStore> {
  mkdirSync(options.dir, { recursive: true });
  const dir = realpathSync(options.dir);
  const checkout = checkoutAround(dir);
  if (checkout !== undefined) {
    throw new TaskStoreError(
      "person",
      `${dir} lies inside the git checkout ${checkout}: choose a data directory outside of it with --data <dir>`,
    );
  }
  const release = lockDirectory(dir);
  try {
    return await openLocked({ ...options, dir }, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function openLocked({ bd, ...rest }: OpenOptions, release: () => void): Promise<TaskStore> {
  if (bd !== undefined && "path" in bd) return openBdStore({ ...rest, program: bd }, release);
  if ((await heldBy(rest.dir)) === "bd") {
    throw new TaskStoreError(
      "person",
      `the tasks in ${rest.dir} are kept by bd: ${bd?.missing ?? "give it the bd that it was made with"}`,
    );
  }
  return openFileStore({ dir: rest.dir, actor: rest.actor, release });
}

function checkoutAround(dir: string): string | undefined {
  if (existsSync(join(dir, ".git"))) return dir;
  return dirname(dir) === dir ? undefined : checkoutAround(dirname(dir));
}
