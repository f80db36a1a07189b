import type { Bead } from "./bead.ts";
import { TaskStoreError } from "./task-store-error.ts";

/**
 * Refuses the edges that Beads refuses or would quietly drop: unknown targets, two edges to one row, two
 * parents, circles (a child waiting for its parent is one).
 * @param all the rows as they will be, new ones included
 * @throws TaskStoreError `caller`
 */
export function checkEdges(row: Bead, all: ReadonlyMap<string, Bead>): void {
  const targets = row.dependencies.map((edge) => edge.depends_on_id);
  const missing = targets.find((id) => !all.has(id));
  if (missing !== undefined) refuse(row, `depends on ${missing}, which does not exist`);
  if (new Set(targets).size < targets.length) refuse(row, "has two edges to one row");
  if (row.dependencies.filter((edge) => edge.type === "parent-child").length > 1) {
    refuse(row, "has two parents");
  }
  if (reaches(row.id, targets, all)) refuse(row, "would wait for itself");
}

function reaches(goal: string, from: readonly string[], all: ReadonlyMap<string, Bead>): boolean {
  const seen = new Set<string>();
  const queue = [...from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === goal) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    queue.push(...(all.get(id)?.dependencies ?? []).map((edge) => edge.depends_on_id));
  }
  return false;
}

function refuse(row: Bead, why: string): never {
  throw new TaskStoreError("caller", `cannot store ${row.id}: it ${why}`);
}
