import type { FileDiff, Touched } from "#src/local/hub/git/git.ts";
import type { Entry, GitObjects } from "./git-objects.ts";
import { compareTrees, type PathChange } from "./git-trees.ts";
import { diffLines, linesOf } from "./line-diff.ts";
import { patchText } from "./patch-text.ts";

/**
 * The files in which two trees differ, with their patches. A file that was moved as it was is a rename, as for git; git
 * also takes a file for moved that is only similar, this does not.
 */
export function diffTrees(objects: GitObjects, from: string | null, to: string): FileDiff[] {
  const all = compareTrees(objects, from, to);
  const moved = exactRenames(all);
  return all
    .filter((change) => change.after !== undefined || !isMovedAway(moved, change))
    .map((change) => fileDiff(objects, change, moved.get(change.path)));
}

type Moved = Map<string, PathChange>;

const isMovedAway = (moved: Moved, change: PathChange): boolean => [...moved.values()].includes(change);

/** New path → where it was. A file of the same name is the likelier source. */
function exactRenames(all: readonly PathChange[]): Moved {
  const moved: Moved = new Map();
  const gone = new Set(all.filter(({ after }) => after === undefined));
  for (const { path, before, after } of all) {
    if (before !== undefined || after === undefined) continue;
    const same = [...gone].filter((one) => one.before?.sha === after.sha);
    const source = same.find((one) => nameOf(one.path) === nameOf(path)) ?? same[0];
    if (!source) continue;
    gone.delete(source);
    moved.set(path, source);
  }
  return moved;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function fileDiff(objects: GitObjects, change: PathChange, source: PathChange | undefined): FileDiff {
  const { path, after } = change;
  const before = change.before ?? source?.before;
  const status = source ? "renamed" : !after ? "removed" : !before ? "added" : "modified";
  const facts = {
    path,
    previousPath: source?.path ?? null,
    sha: after?.sha ?? before?.sha ?? "",
    status,
  } as const;
  const [old, now] = [bytesOf(objects, before), bytesOf(objects, after)];
  if (before?.sha === after?.sha || isBinary(old) || isBinary(now))
    return { ...facts, additions: 0, deletions: 0, patch: null };
  const [left, right] = [linesOf(old.toString("utf8")), linesOf(now.toString("utf8"))];
  const changes = diffLines(left, right);
  const sum = (count: (one: (typeof changes)[number]) => number): number =>
    changes.reduce((total, one) => total + count(one), 0);
  return {
    ...facts,
    additions: sum((one) => one.toEnd - one.to),
    deletions: sum((one) => one.fromEnd - one.from),
    patch: changes.length === 0 ? null : patchText(left, right, changes).trimEnd(),
  };
}

const bytesOf = (objects: GitObjects, entry: Entry | undefined): Buffer =>
  entry === undefined || entry.mode === "160000" ? Buffer.alloc(0) : objects.blob(entry.sha);

/** As git tells them: a zero byte among the first 8000. */
export const isBinary = (bytes: Buffer): boolean => bytes.subarray(0, 8000).includes(0);

/** What one commit touches against its parent; nothing for a merge. */
export function touchedBy(objects: GitObjects, tree: string, parents: readonly string[]): Touched {
  const touched: Touched = { added: [], removed: [], modified: [] };
  if (parents.length > 1) return touched;
  for (const { path, before, after } of compareTrees(objects, parents[0] ?? null, tree))
    (!before ? touched.added : !after ? touched.removed : touched.modified).push(path);
  return touched;
}
