import { createHash } from "node:crypto";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { judgeWrite, type PathScope } from "#src/core/path-guard.ts";
import type { PatchFile } from "#src/core/report.ts";
import { git, nulSeparated } from "./git.ts";
import type { Snapshot } from "./snapshot.ts";

/** A changed file with its new content; no content for deleted files, links and submodules. */
export type ChangedFile = Readonly<{ file: PatchFile; content: Buffer | undefined }>;
export type Patch = Readonly<{
  files: readonly ChangedFile[];
  /** Changes outside the task's scope: by-products of commands, since no tool writes there. They are not part of the patch. */
  leftOut: readonly string[];
}>;

const filesMax = 500;

/** What differs from the base inside the task's scope. Untracked files count, ignored ones do not. */
export async function collectPatch(snapshot: Snapshot, scope: PathScope): Promise<Patch> {
  const { base } = snapshot;
  const index = join(snapshot.place.gitDir, "patch-index");
  await copyFile(join(snapshot.place.gitDir, "index"), index);
  const place = { ...snapshot.place, index };
  const list = [
    "ls-files",
    "-z",
    "--modified",
    "--deleted",
    "--others",
    "--exclude-standard",
    "--deduplicate",
  ];
  const changed = nulSeparated(await git(place, list));
  const inScope = changed.filter((path) => belongs(path, scope));
  const leftOut = changed.filter((path) => !belongs(path, scope));
  if (inScope.length > filesMax)
    throw new Error(`${inScope.length} files changed; no task changes that many`);
  if (inScope.length > 0) {
    await git(place, ["add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"], inScope.join("\0"));
  }
  const diff = ["diff", "--cached", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--abbrev=64"];
  const raw = nulSeparated(await git(place, [...diff, "--raw", base]));
  const counts = lineCounts(nulSeparated(await git(place, [...diff, "--numstat", base])));
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    files.push(await changedFile(snapshot, raw[at] ?? "", raw[at + 1] ?? "", counts));
  }
  return { files, leftOut };
}

/** A path that ends in a slash is a repository inside the repository: git would take it for a submodule. */
function belongs(path: string, scope: PathScope): boolean {
  return !path.endsWith("/") && judgeWrite(path, scope).ok;
}

type Counts = ReadonlyMap<string, { added: number; removed: number; binary: boolean }>;

/** @param header `:100644 100755 <old> <new> M`, as `git diff --raw` writes it */
async function changedFile(
  { place }: Snapshot,
  header: string,
  path: string,
  counts: Counts,
): Promise<ChangedFile> {
  const [, mode = "", , id = "", letter = ""] = header.split(" ");
  const count = counts.get(path) ?? { added: 0, removed: 0, binary: false };
  const deleted = letter === "D";
  const isFile = mode === "100644" || mode === "100755";
  const content = isFile ? await git(place, ["cat-file", "blob", id]) : undefined;
  const file: PatchFile = {
    path,
    status: deleted ? "deleted" : letter === "A" ? "added" : "modified",
    bytes: content?.length ?? 0,
    addedLines: count.added,
    removedLines: count.removed,
    sha256: content === undefined ? "" : createHash("sha256").update(content).digest("hex"),
    ...(!deleted && isMode(mode) && { mode }),
    ...(count.binary && { binary: true }),
  };
  return { file, content };
}

/** `--numstat -z` without renames: `added TAB removed TAB path`, with `-` for binary files. */
function lineCounts(entries: readonly string[]): Counts {
  return new Map(
    entries.map((entry) => {
      const [added = "", removed = "", ...path] = entry.split("\t");
      return [
        path.join("\t"),
        { added: Number(added) || 0, removed: Number(removed) || 0, binary: added === "-" },
      ];
    }),
  );
}

function isMode(mode: string): mode is NonNullable<PatchFile["mode"]> {
  return mode === "100644" || mode === "100755" || mode === "120000" || mode === "160000";
}
