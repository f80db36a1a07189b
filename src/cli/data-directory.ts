import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { lockDirectory } from "#src/effects/beads/lock.ts";
import { NeedsHuman } from "#src/errors.ts";

/**
 * Where tasks, inbox, trace and hub are kept: as told, else one directory for everything that `key` names, outside of
 * every checkout.
 */
export function dataDirectory(
  told: string | undefined,
  { name, key }: { name: string; key: string },
  env: NodeJS.ProcessEnv,
): string {
  if (told !== undefined) return resolve(told);
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state");
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return join(state, "fractal", `${name}-${hash}`);
}

/**
 * Makes it, for its owner's eyes only, and takes it for this process alone.
 * @returns gives it back
 * @throws NeedsHuman when it cannot be used; TaskStoreError when another process has it
 */
export function takeDataDirectory(dir: string): () => void {
  const checkout = checkoutAround(nearest(dir));
  if (checkout !== undefined)
    throw new NeedsHuman(`the data directory ${dir} lies inside the git checkout ${checkout}`, {
      hint: "give a directory outside of it with --data <dir>",
    });
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    return lockDirectory(dir);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!(code in reasons)) throw error;
    throw new NeedsHuman(`the data directory ${dir} cannot be used: ${reasons[code]}`, {
      hint: "give one that can be written with --data <dir>",
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "there is a file of that name",
  ENOENT: "it cannot be made there",
  ENOSPC: "the disk is full",
  ERR_SQLITE_ERROR: "its lock cannot be written",
};

/** The part of the path that is there already. */
function nearest(dir: string): string {
  return existsSync(dir) ? realpathSync(dir) : nearest(dirname(dir));
}

/** The git checkout that holds a directory. */
export function checkoutAround(dir: string): string | undefined {
  if (existsSync(join(dir, ".git"))) return dir;
  return dirname(dir) === dir ? undefined : checkoutAround(dirname(dir));
}
