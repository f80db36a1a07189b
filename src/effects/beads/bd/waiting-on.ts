import type { Bead, Dependency } from "../bead.ts";

/**
 * The rows whose readiness hangs on the changed ones. An import computes "blocked" anew only for the rows it
 * names (bd 1.3.0, issueops/create.go `createBlockedRecomputeIDs`), so these go along unchanged, and `bd ready`
 * tells the truth without a spawn of its own.
 */
export function waitingOn(changed: readonly Bead[], rows: ReadonlyMap<string, Bead>): Bead[] {
  const settled = changed.filter((row) => releases(row) !== releases(rows.get(row.id)));
  if (settled.length === 0) return [];
  const edges = [...rows.values()].flatMap((row) => row.dependencies);
  const freed = new Set(settled.flatMap((row) => directly(row, edges)));
  // A child is blocked while its parent is.
  for (const id of freed) {
    for (const edge of edges) if (edge.depends_on_id === id && isParent(edge)) freed.add(edge.issue_id);
  }
  for (const row of changed) freed.delete(row.id);
  return [...freed].flatMap((id) => rows.get(id) ?? []);
}

function directly(row: Bead, edges: readonly Dependency[]): string[] {
  const parents = row.dependencies.filter(isParent).map((edge) => edge.depends_on_id);
  return edges
    .filter((edge) =>
      edge.type === "waits-for"
        ? parents.includes(edge.depends_on_id)
        : edge.depends_on_id === row.id && !isParent(edge),
    )
    .map((edge) => edge.issue_id);
}

function isParent(edge: Dependency): boolean {
  return edge.type === "parent-child";
}

/** Beads lets go of dependents for these two statuses only. */
function releases(row: Bead | undefined): boolean {
  return row?.status === "closed" || row?.status === "pinned";
}
