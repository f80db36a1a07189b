import type { MergeTry } from "#src/local/hub/git/git.ts";
import { isBinary } from "./git-diff.ts";
import { type Entry, type GitObjects, isTree } from "./git-objects.ts";
import { linesOf } from "./line-diff.ts";
import { mergeLines } from "./merge-lines.ts";

type Sides = Readonly<{ base: Entry | undefined; ours: Entry | undefined; theirs: Entry | undefined }>;

/**
 * Merges two trees that come from `base`. What one side left alone is the other's; a file that both changed is merged by
 * its lines. Renames are not followed: to move a file and to change it is a conflict here, and none for git.
 */
export function mergeThree(objects: GitObjects, base: string | null, ours: string, theirs: string): MergeTry {
  const conflicts: string[] = [];
  const tree = (sha: string | null): Entry | undefined =>
    sha === null ? undefined : { mode: "040000", sha };
  const sides = { base: tree(base), ours: tree(ours), theirs: tree(theirs) };
  const merged = mergeEntry(objects, sides, "", conflicts);
  if (conflicts.length > 0) return { conflicts };
  return { tree: merged?.sha ?? objects.writeTree(new Map()) };
}

function mergeEntry(objects: GitObjects, sides: Sides, path: string, conflicts: string[]): Entry | undefined {
  const { base, ours, theirs } = sides;
  if (isSame(ours, theirs) || isSame(base, theirs)) return ours;
  if (isSame(base, ours)) return theirs;
  if (![base, ours, theirs].some(isTree)) {
    const merged = ours || theirs ? mergeFile(objects, sides) : undefined;
    if (!merged && (ours || theirs)) conflicts.push(path);
    return merged;
  }
  const before = conflicts.length;
  const directory = mergeDirectory(objects, only(sides, isTree), path, conflicts);
  const staysDirectory = directory !== undefined || conflicts.length > before;
  const files = only(sides, (entry) => !isTree(entry));
  const file = mergeEntry(objects, files, path, conflicts);
  // Both want the name.
  if (staysDirectory && file) conflicts.push(path);
  return directory ?? file;
}

function only({ base, ours, theirs }: Sides, wanted: (entry: Entry | undefined) => boolean): Sides {
  const kept = (entry: Entry | undefined) => (wanted(entry) ? entry : undefined);
  return { base: kept(base), ours: kept(ours), theirs: kept(theirs) };
}

function mergeDirectory(
  objects: GitObjects,
  sides: Sides,
  path: string,
  conflicts: string[],
): Entry | undefined {
  const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map((one) =>
    objects.tree(one?.sha ?? null),
  );
  const names = new Set([...(base?.keys() ?? []), ...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])]);
  const merged = new Map<string, Entry>();
  for (const name of names) {
    const below = { base: base?.get(name), ours: ours?.get(name), theirs: theirs?.get(name) };
    const entry = mergeEntry(objects, below, path === "" ? name : `${path}/${name}`, conflicts);
    if (entry) merged.set(name, entry);
  }
  return merged.size === 0 ? undefined : { mode: "040000", sha: objects.writeTree(merged) };
}

function mergeFile(objects: GitObjects, { base, ours, theirs }: Sides): Entry | undefined {
  if (!ours || !theirs || [base, ours, theirs].some((one) => one && !one.mode.startsWith("100")))
    return undefined;
  if (base && ours.mode !== theirs.mode && ours.mode !== base.mode && theirs.mode !== base.mode)
    return undefined;
  const mode = ours.mode === base?.mode ? theirs.mode : ours.mode;
  if (ours.sha === theirs.sha) return ours.mode === theirs.mode || base ? { mode, sha: ours.sha } : undefined;
  if (base && ours.sha === base.sha) return { mode, sha: theirs.sha };
  if (base && theirs.sha === base.sha) return { mode, sha: ours.sha };
  const [old, mine, other] = [base, ours, theirs].map((one) =>
    one ? objects.blob(one.sha) : Buffer.alloc(0),
  );
  if (!old || !mine || !other || [old, mine, other].some(isBinary)) return undefined;
  const [one, two, three] = [old, mine, other].map((bytes) => linesOf(bytes.toString("utf8")));
  const merged = mergeLines(one ?? [], two ?? [], three ?? []);
  return merged && { mode, sha: objects.writeBlob(Buffer.from(merged.join(""))) };
}

const isSame = (one: Entry | undefined, other: Entry | undefined): boolean =>
  one?.sha === other?.sha && one?.mode === other?.mode;
