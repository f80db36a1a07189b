import type { Bead } from "./bead.ts";
import { TaskStoreError } from "./task-store-error.ts";

export type RowOf = (id: string) => Bead | undefined;

/**
 * Refuses the edges that Beads refuses or would quietly drop: unknown targets, two edges to one row, two
 * parents, circles (a child waiting for its parent is one).
 * @param rowOf the row of an id as it will be, new ones included
 * @throws TaskStoreError `caller`
 */
export function checkEdges(row: Bead, rowOf: RowOf): void {
  const targets = row.dependencies.map((edge) => edge.depends_on_id);
  const missing = targets.find((id) => rowOf(id) === undefined);
  if (missing !== undefined) refuse(row, `depends on ${missing}, which does not exist`);
  if (new Set(targets).size < targets.length) refuse(row, "has two edges to one row");
  if (row.dependencies.filter((edge) => edge.type === "parent-child").length > 1) {
    refuse(row, "has two parents");
  }
  if (reaches(row.id, targets, rowOf)) refuse(row, "would wait for itself");
}

function reaches(goal: string, from: readonly string[], rowOf: RowOf): boolean {
  const seen = new Set<string>();
  const queue = [...from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === goal) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    queue.push(...(rowOf(id)?.dependencies ?? []).map((edge) => edge.depends_on_id));
  }
  return false;
}

function refuse(row: Bead, why: string): never {
  throw new TaskStoreError("caller", `cannot store ${row.id}: it ${why}`);
}
