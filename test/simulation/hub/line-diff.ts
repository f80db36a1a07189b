/** Lines `from`..`fromEnd` of the old text became `to`..`toEnd` of the new one; counted from 0, ends not included. */
export type LineChange = { from: number; fromEnd: number; to: number; toEnd: number };

/** A text's lines, each with its line break. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The fewest changes that make one list of lines into the other (Myers, "An O(ND) Difference Algorithm", 1986). */
export function diffLines(old: readonly string[], now: readonly string[]): LineChange[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, now.length) - start;
  while (end < most && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const [left, right] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  const changes = left.length === 0 || right.length === 0 ? whole(left, right) : shortest(left, right);
  return changes.map(({ from, fromEnd, to, toEnd }) => {
    return { from: from + start, fromEnd: fromEnd + start, to: to + start, toEnd: toEnd + start };
  });
}

const whole = (left: readonly string[], right: readonly string[]): LineChange[] =>
  left.length + right.length === 0 ? [] : [{ from: 0, fromEnd: left.length, to: 0, toEnd: right.length }];

/** Walks forward keeping the furthest point of each diagonal for every number of edits, then back along the path. */
function shortest(left: readonly string[], right: readonly string[]): LineChange[] {
  const size = left.length + right.length;
  const furthest = new Int32Array(2 * size + 2);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= size; edits += 1) {
    trace.push(furthest.slice());
    for (let k = -edits; k <= edits; k += 2) {
      let x = isDown(furthest, k, edits, size) ? at(furthest, k + 1, size) : at(furthest, k - 1, size) + 1;
      while (x < left.length && x - k < right.length && left[x] === right[x - k]) x += 1;
      furthest[k + size] = x;
      if (x >= left.length && x - k >= right.length) return retrace(trace, left.length, right.length);
    }
  }
  return [];
}

const at = (furthest: Int32Array, k: number, size: number): number => furthest[k + size] ?? 0;

const isDown = (furthest: Int32Array, k: number, edits: number, size: number): boolean =>
  k === -edits || (k !== edits && at(furthest, k - 1, size) < at(furthest, k + 1, size));

function retrace(trace: readonly Int32Array[], lefts: number, rights: number): LineChange[] {
  const changes: LineChange[] = [];
  const size = lefts + rights;
  let [x, y] = [lefts, rights];
  for (let edits = trace.length - 1; edits > 0; edits -= 1) {
    const furthest = trace[edits] ?? new Int32Array();
    const k = x - y;
    const down = isDown(furthest, k, edits, size);
    const before = at(furthest, down ? k + 1 : k - 1, size);
    const [from, to] = [before, before - (down ? k + 1 : k - 1)];
    // Where this edit led, before the equal lines that follow it.
    const [fromEnd, toEnd] = down ? [from, to + 1] : [from + 1, to];
    const next = changes.at(-1);
    if (next && next.from === fromEnd && next.to === toEnd) Object.assign(next, { from, to });
    else changes.push({ from, fromEnd, to, toEnd });
    [x, y] = [from, to];
  }
  return changes.reverse();
}
