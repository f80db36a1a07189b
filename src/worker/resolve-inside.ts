import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { judgeRead } from "#src/core/path-guard.ts";

export type Resolved<Value> = Readonly<{ ok: true; value: Value }> | Readonly<{ ok: false; words: string }>;

/** Non-blocking, so that a named pipe cannot hold us for ever. */
const flags = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens a file for reading that is really inside the repository: links are followed only to places inside it and outside `.git`, and what
 * was opened is compared with what was checked, so that a swap in between is noticed.
 * @param root real path of the repository
 * @param path one that the tool gate let through
 */
export async function openForReading(root: string, path: string): Promise<Resolved<FileHandle>> {
  const real = await settle(realpath(join(root, path)));
  if (real === undefined) return { ok: false, words: `there is no file ${path}` };
  if (!isInside(root, real) || !judgeRead(relative(root, real)).ok) return outside(path);
  return await openChecked(real, constants.O_RDONLY, path);
}

/**
 * Opens a file for writing, creating it and its directories. No part of its path may be a link, and the file may have no second name.
 * The content is left as it is; the caller truncates.
 */
export async function openForWriting(root: string, path: string): Promise<Resolved<FileHandle>> {
  const target = join(root, path);
  const existing = await deepestExisting(dirname(target));
  if ((await settle(realpath(existing))) !== existing || !isInside(root, existing)) return outside(path);
  if ((await settle(mkdir(dirname(target), { recursive: true }).then(() => true))) === undefined) {
    return { ok: false, words: `the directory of ${path} cannot be made: a part of it is a file` };
  }
  if ((await settle(realpath(dirname(target)))) !== dirname(target)) return outside(path);
  const opened = await openChecked(target, constants.O_RDWR | constants.O_CREAT, path);
  if (!opened.ok) return opened;
  if ((await opened.value.stat()).nlink === 1) return opened;
  await opened.value.close();
  return { ok: false, words: `${path} is a hard link to another file` };
}

async function openChecked(real: string, mode: number, path: string): Promise<Resolved<FileHandle>> {
  const handle = await settle(open(real, mode | flags, 0o644));
  if (handle === undefined) return { ok: false, words: `${path} cannot be opened as a file` };
  const opened = await handle.stat();
  const named = await settle(lstat(real));
  const same = named !== undefined && named.ino === opened.ino && named.dev === opened.dev;
  if (opened.isFile() && same && (await settle(realpath(real))) === real) return { ok: true, value: handle };
  await handle.close();
  return opened.isFile() ? outside(path) : { ok: false, words: `${path} is not a regular file` };
}

async function deepestExisting(directory: string): Promise<string> {
  let at = directory;
  while ((await settle(lstat(at))) === undefined && dirname(at) !== at) at = dirname(at);
  return at;
}

function isInside(root: string, real: string): boolean {
  return real === root || real.startsWith(root + sep);
}

function outside(path: string): { ok: false; words: string } {
  return { ok: false, words: `${path} leads out of the repository` };
}

/** `undefined` where the file system says no: what it says is one of our answers here. */
async function settle<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  const [result] = await Promise.allSettled([promise]);
  return result.status === "fulfilled" ? result.value : undefined;
}
