import type { Bead, NewBead } from "#src/effects/beads/bead.ts";
import { edge, idOf, leaf } from "#test/contracts/tree-of.ts";

/** Rows are numbered by the group that made them, and each says with how many groups it was written. */
export function groupAfter(rows: readonly Bead[]): { updates: Bead[]; creates: NewBead[] } {
  const count = rows.length;
  const dependencies =
    count === 0 ? [] : [edge(0, "parent-child"), ...(count > 1 ? [edge(count - 1, "blocks")] : [])];
  return {
    updates: rows.map((row) => ({ ...row, notes: `${count + 1}`, metadata: { fx_count: count + 1 } })),
    creates: [{ ...leaf(count), notes: `${count + 1}`, metadata: { fx_count: count + 1 }, dependencies }],
  };
}

/**
 * How many groups are in the store.
 * @throws Error when some row has not been written with the last of them, or a row or an edge is missing
 */
export function countOf(rows: readonly Bead[]): number {
  const count = rows.length;
  for (const [n, row] of rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)).entries()) {
    const said = [row.id, row.notes, row.metadata["fx_count"], row.dependencies.length];
    const due = [idOf(n), `${count}`, count, Math.min(n, 2)];
    if (JSON.stringify(said) !== JSON.stringify(due))
      throw new Error(`half a group: ${JSON.stringify(said)} where ${JSON.stringify(due)} was written`);
  }
  return count;
}
