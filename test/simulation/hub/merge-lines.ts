import { diffLines, type LineChange } from "./line-diff.ts";

/**
 * Merges two lists of lines that both come from `base`, or nothing when they conflict: both changed the same lines, or
 * lines that touch, and not to the same.
 */
export function mergeLines(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): string[] | undefined {
  const [left, right] = [diffLines(base, ours), diffLines(base, theirs)];
  const merged: string[] = [];
  let at = 0;
  while (left.length > 0 || right.length > 0) {
    const group = takeGroup(left, right);
    merged.push(...base.slice(at, group.from));
    const [mine, other] = [sideOf(base, ours, group, group.left), sideOf(base, theirs, group, group.right)];
    if (group.left.length === 0) merged.push(...other);
    else if (group.right.length === 0 || isSame(mine, other)) merged.push(...mine);
    else return undefined;
    at = group.end;
  }
  return [...merged, ...base.slice(at)];
}

type Group = { from: number; end: number; left: LineChange[]; right: LineChange[] };

/** The next change, with all changes that overlap or touch it. */
function takeGroup(left: LineChange[], right: LineChange[]): Group {
  const from = Math.min(left[0]?.from ?? Infinity, right[0]?.from ?? Infinity);
  const group: Group = { from, end: from, left: [], right: [] };
  for (let grew = true; grew;) {
    grew = false;
    for (const [all, taken] of [[left, group.left] as const, [right, group.right] as const]) {
      const next = all[0];
      if (!next || next.from > group.end) continue;
      taken.push(next);
      all.shift();
      group.end = Math.max(group.end, next.fromEnd);
      grew = true;
    }
  }
  return group;
}

/** What one side has where `base` has the group's lines. */
function sideOf(
  base: readonly string[],
  side: readonly string[],
  group: Group,
  changes: LineChange[],
): string[] {
  const lines: string[] = [];
  let at = group.from;
  for (const change of changes) {
    lines.push(...base.slice(at, change.from), ...side.slice(change.to, change.toEnd));
    at = change.fromEnd;
  }
  return [...lines, ...base.slice(at, group.end)];
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((line, at) => line === other[at]);
