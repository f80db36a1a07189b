import type { Bare } from "./bare.ts";
import { EMPTY_TREE, type FileDiff, isSha, type Touched } from "./git.ts";

/** The files in which two commits or trees, named by their hash, differ. `from` null compares with the empty tree. */
export async function diffFiles(bare: Bare, from: string | null, to: string): Promise<FileDiff[]> {
  const args = ["diff", "-M", "--no-color", "--no-ext-diff", "--full-index", from ?? EMPTY_TREE, to];
  const [raw, numbers, patch] = await Promise.all([
    bare.fact([...args, "--raw", "--no-abbrev", "-z"]),
    bare.fact([...args, "--numstat", "-z"]),
    bare.fact([...args, "--patch"]),
  ]);
  if (raw === undefined || numbers === undefined || patch === undefined)
    throw new Error(`git cannot compare ${from ?? "nothing"} with ${to} in ${bare.path}`);
  const counts = countsOf(numbers);
  const patches = patch.split(/^diff --git .*\n/m).slice(1);
  return rawEntries(raw).map((entry, at) => ({
    ...entry,
    additions: counts[at]?.[0] ?? 0,
    deletions: counts[at]?.[1] ?? 0,
    patch: hunksOf(patches[at] ?? ""),
  }));
}

/** The paths in which two commits or trees differ, a renamed file under both. */
export async function changedPaths(
  bare: Bare,
  { from, to, directory }: { from: string; to: string; directory: string | undefined },
): Promise<string[]> {
  const below = directory === undefined ? [] : ["--", directory];
  const names = await bare.maybe(["diff", "--name-only", "-z", "--no-renames", from, to, ...below]);
  return (names ?? "").split("\0").filter((name) => name !== "");
}

/** Do commits that no ref has yet change something below the directory against all their parents? */
export async function bringsChange(bare: Bare, sha: string, directory: string): Promise<boolean> {
  const range = [sha, "--not", "--all", "--", directory];
  return (await bare.text(["log", "-c", "--name-only", "--format=", ...range])) !== "";
}

/** The files that each of these commits touches, by commit; asked in one go, since a push may bring thousands. */
export async function touchedFiles(bare: Bare, commits: string[]): Promise<Map<string, Touched>> {
  const touched = new Map<string, Touched>();
  const args = ["diff-tree", "--stdin", "-r", "-z", "--root", "--no-renames", "--name-status"];
  const text = await bare.text(args, { input: commits.map((sha) => `${sha}\n`).join("") });
  const fields = text.split("\0").filter(Boolean);
  let files: Touched = { added: [], removed: [], modified: [] };
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? "";
    if (isSha(field)) {
      files = { added: [], removed: [], modified: [] };
      touched.set(field, files);
      continue;
    }
    at += 1;
    const list = field === "A" ? files.added : field === "D" ? files.removed : files.modified;
    list.push(fields[at] ?? "");
  }
  return touched;
}

const STATUS: Record<string, FileDiff["status"]> = { A: "added", D: "removed", R: "renamed" };
const NOTHING = "0".repeat(40);

function rawEntries(raw: string): Pick<FileDiff, "path" | "previousPath" | "status" | "sha">[] {
  const fields = raw.split("\0").filter(Boolean);
  const entries: ReturnType<typeof rawEntries> = [];
  for (let at = 0; at < fields.length;) {
    const [, , before = "", after = "", letter = ""] = (fields[at++] ?? "").split(" ");
    const status = STATUS[letter.slice(0, 1)] ?? "modified";
    const previousPath = status === "renamed" ? (fields[at++] ?? null) : null;
    entries.push({ path: fields[at++] ?? "", previousPath, status, sha: after === NOTHING ? before : after });
  }
  return entries;
}

/** Additions and deletions per file; a rename takes three fields, any other change one. */
function countsOf(numbers: string): [number, number][] {
  const fields = numbers.split("\0").filter(Boolean);
  const counts: [number, number][] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const [added = "", deleted = "", path = ""] = (fields[at] ?? "").split("\t");
    counts.push([Number(added) || 0, Number(deleted) || 0]);
    if (path === "") at += 2;
  }
  return counts;
}

function hunksOf(patch: string): string | null {
  const start = patch.search(/^@@ /m);
  return start < 0 ? null : patch.slice(start).trimEnd();
}
