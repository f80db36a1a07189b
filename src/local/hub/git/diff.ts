import type { Bare } from "./bare.ts";
import { EMPTY_TREE } from "./objects.ts";

export type FileDiff = {
  path: string;
  previousPath: string | null;
  status: "added" | "removed" | "modified" | "renamed";
  sha: string;
  additions: number;
  deletions: number;
  /** The unified diff from its first `@@` on; nothing for binary files and pure renames. */
  patch: string | null;
};

/** The files in which two trees differ. `from` null compares with the empty tree. */
export async function diffFiles(bare: Bare, from: string | null, to: string): Promise<FileDiff[]> {
  const args = ["diff", "-M", "--no-color", "--no-ext-diff", "--full-index", from ?? EMPTY_TREE, to];
  const [raw, numbers, patch] = await Promise.all([
    bare.text([...args, "--raw", "-z"]),
    bare.text([...args, "--numstat", "-z"]),
    bare.text([...args, "--patch"]),
  ]);
  const counts = countsOf(numbers);
  const patches = patch.split(/^diff --git .*\n/m).slice(1);
  return rawEntries(raw).map((entry, at) => ({
    ...entry,
    additions: counts[at]?.[0] ?? 0,
    deletions: counts[at]?.[1] ?? 0,
    patch: hunksOf(patches[at] ?? ""),
  }));
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
