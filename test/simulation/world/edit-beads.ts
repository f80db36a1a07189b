import type { Bead } from "#src/effects/beads/bead.ts";
import type { Random } from "../parts.ts";

/** The rows as `bd` has them. */
export type Rows = Readonly<{
  all: () => readonly Bead[];
  edit: (id: string, fields: Partial<Bead>) => void;
}>;

/** What somebody types: mostly a word or a priority, sometimes a status that moves the tree. */
const edits: readonly Partial<Bead>[] = [
  { description: "Made clearer by hand." },
  { priority: 0 },
  { notes: "Seen." },
  { status: "closed", close_reason: "done by hand" },
  { status: "open" },
  { status: "blocked" },
];

/** One `bd update` on one row below a root; false when there is none. */
export function editBeads(rows: Rows, random: Random): boolean {
  const parts = rows.all().filter(({ metadata, id }) => metadata["fx_root"] !== id);
  if (parts.length === 0) return false;
  rows.edit(random.pick(parts).id, random.pick(edits));
  return true;
}
