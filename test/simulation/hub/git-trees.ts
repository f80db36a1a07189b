import type { TreeChange, TreeEntry } from "#src/local/hub/git/git.ts";
import { type Entry, type GitObjects, isTree, type Tree } from "./git-objects.ts";

/** What a tree has at a path. */
export function entryAt(objects: GitObjects, root: string, path: string): Entry | undefined {
  let entry: Entry = { mode: "040000", sha: root };
  for (const name of path.split("/")) {
    const inside: Entry | undefined = isTree(entry) ? objects.tree(entry.sha).get(name) : undefined;
    if (!inside) return undefined;
    entry = inside;
  }
  return entry;
}

/** The entries of a tree in git's order; with `recursive` each directory stands before what is in it. */
export function listTree(objects: GitObjects, root: string, recursive: boolean, inside = ""): TreeEntry[] {
  const listed: TreeEntry[] = [];
  for (const [name, entry] of objects.tree(root)) {
    listed.push(shown(objects, inside + name, entry));
    if (recursive && isTree(entry)) listed.push(...listTree(objects, entry.sha, true, `${inside}${name}/`));
  }
  return listed;
}

export function shown(objects: GitObjects, path: string, { mode, sha }: Entry): TreeEntry {
  const type = mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";
  return { mode, type, sha, size: type === "blob" ? objects.blob(sha).length : null, path };
}

/** A tree like `base` but for the changes. */
export function changeTree(objects: GitObjects, base: string | null, changes: readonly TreeChange[]): string {
  for (const { path, mode } of changes.filter((one) => one.sha !== null && one.mode === "040000"))
    if (changes.some((other) => other.sha !== null && other.path.startsWith(`${path}/`)))
      throw new Error(`git read-tree failed: ${path} is given whole (${mode}) and in parts`);
  const removed = changes.filter(({ sha, mode }) => sha === null || mode === "040000");
  const without = changed(
    objects,
    objects.tree(base),
    removed.map(({ path }) => [path.split("/"), null]),
  );
  const added = changes.flatMap(({ path, mode, sha }): Change[] =>
    sha === null ? [] : [[path.split("/"), { mode, sha }]],
  );
  return objects.writeTree(changed(objects, without, added));
}

type Change = readonly [path: readonly string[], entry: Entry | null];

/** Empty directories are not kept; a file gives way to a directory of its name, and the other way round. */
function changed(objects: GitObjects, tree: Tree, changes: readonly Change[]): Tree {
  const now = new Map(tree);
  const deeper = new Map<string, Change[]>();
  for (const [[name = "", ...rest], entry] of changes)
    if (rest.length > 0) deeper.set(name, [...(deeper.get(name) ?? []), [rest, entry]]);
    else if (entry === null || isEmpty(objects, entry)) now.delete(name);
    else now.set(name, entry);
  for (const [name, below] of deeper) {
    const old = now.get(name);
    if (!isTree(old) && below.every(([, entry]) => entry === null)) continue;
    const inside = changed(objects, isTree(old) ? objects.tree(old?.sha ?? null) : new Map(), below);
    if (inside.size === 0) now.delete(name);
    else now.set(name, { mode: "040000", sha: objects.writeTree(inside) });
  }
  return now;
}

const isEmpty = (objects: GitObjects, entry: Entry): boolean =>
  isTree(entry) && objects.tree(entry.sha).size === 0;

/** Is it the directory itself, or a file of its name, or below it? */
export const isWithin = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(`${directory}/`);

/** One path in which two trees differ. */
export type PathChange = Readonly<{ path: string; before: Entry | undefined; after: Entry | undefined }>;

/** The files in which two trees differ, in the order of their paths; what is the same on both sides is not looked at. */
export function compareTrees(objects: GitObjects, from: string | null, to: string | null): PathChange[] {
  const changes: PathChange[] = [];
  compare(objects, { from: objects.tree(from), to: objects.tree(to), inside: "" }, changes);
  return changes.sort((one, other) => (one.path < other.path ? -1 : 1));
}

const NOTHING: Tree = new Map();

function compare(
  objects: GitObjects,
  { from, to, inside }: { from: Tree; to: Tree; inside: string },
  into: PathChange[],
): void {
  for (const name of new Set([...from.keys(), ...to.keys()])) {
    const [before, after] = [from.get(name), to.get(name)];
    if (before?.sha === after?.sha && before?.mode === after?.mode) continue;
    const path = inside + name;
    const below = (entry: Entry | undefined) => (entry && isTree(entry) ? objects.tree(entry.sha) : NOTHING);
    if (isTree(before) || isTree(after))
      compare(objects, { from: below(before), to: below(after), inside: `${path}/` }, into);
    const [old, now] = [isTree(before) ? undefined : before, isTree(after) ? undefined : after];
    if (old || now) into.push({ path, before: old, after: now });
  }
}
