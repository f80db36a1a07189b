import { Bead } from "#src/effects/beads/bead.ts";
import type { Uses } from "#src/core/policy-use.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { place } from "./place.ts";

/** What Beads knows of rules, by their names, from the trees before. */
export function rowsOfUses(uses: Readonly<Record<string, Uses>>): Bead[] {
  const repository = `${place.owner}/${place.name}`;
  const then = "2025-09-01T09:00:00Z";
  return Object.entries(uses).map(([id, each]) =>
    Bead.parse({
      id: rootTaskId(`${repository}/policies/${id}`, 0),
      title: `Policy ${id}`,
      issue_type: "decision",
      metadata: { fp_repository: repository, fp_id: id, fp_uses: each },
      created_at: then,
      updated_at: then,
    }),
  );
}
