import { nextVersion } from "#src/effects/beads/apply-update.ts";
import { Bead, wholeSeconds } from "#src/effects/beads/bead.ts";

/** The rows as they lie in the store: they survive the process, and people edit them behind its back. */
export class RowMedium {
  readonly rows = new Map<string, Bead>();
  /** The directory's lock: one process at a time. */
  isHeld = false;
  /** Ids of the rows that were edited from outside. */
  readonly edited = new Set<string>();

  all(): readonly Bead[] {
    return [...this.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  put(rows: readonly Bead[]): void {
    for (const row of rows) this.rows.set(row.id, row);
  }

  /** As `bd update` does it: now, and newer than what was there. */
  edit(id: string, fields: Partial<Bead>): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    const versions = [nextVersion(row.updated_at), wholeSeconds(Date.now())];
    this.rows.set(id, Bead.parse({ ...row, ...fields, updated_at: versions.sort().at(-1) }));
    this.edited.add(id);
  }

  remove(id: string): void {
    this.rows.delete(id);
    this.edited.add(id);
  }
}
