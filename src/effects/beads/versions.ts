import type { Bead } from "./bead.ts";

/**
 * So many versions of a row are known for ours. One that somebody still builds on stays among them; an update made from
 * any other is the store's to judge, which refuses it, and it is decided again.
 */
const oursMax = 16;

/**
 * The versions that our own writes gave the rows. An update made from one of them, while a write was under
 * way, stands on our own work and moves on to the newest; one made from anything else is the store's to judge.
 */
export class Versions {
  readonly #newest = new Map<string, Readonly<{ version: string; ours: Set<string> }>>();

  /** One row per id, the later on top. `outdated`: rows whose updates were made from two different truths. */
  merge(updates: readonly Bead[]): { rows: Bead[]; outdated: string[] } {
    const rows = new Map<string, Bead>();
    const outdated = new Set<string>();
    for (const update of updates) {
      const version = this.#current(update);
      const row = version === update.updated_at ? update : { ...update, updated_at: version };
      const earlier = rows.get(row.id);
      if (earlier !== undefined && earlier.updated_at !== row.updated_at) outdated.add(row.id);
      rows.set(row.id, row);
    }
    return { rows: [...rows.values()].filter(({ id }) => !outdated.has(id)), outdated: [...outdated] };
  }

  learn(asked: readonly Bead[], written: readonly Bead[], refused: readonly string[]): void {
    for (const id of refused) this.#newest.delete(id);
    const from = new Map(asked.map((row) => [row.id, row.updated_at]));
    for (const { id, updated_at: version } of written) {
      const base = from.get(id);
      if (base === undefined || base === version) continue;
      const known = this.#newest.get(id);
      const ours = known?.version === base ? known.ours : [];
      this.#newest.set(id, { version, ours: new Set([...ours, base].slice(-oursMax)) });
    }
  }

  /** Of rows that nobody builds on any more. */
  forget(ids: Iterable<string>): void {
    for (const id of ids) this.#newest.delete(id);
  }

  #current(row: Bead): string {
    const { updated_at: version } = row;
    const known = this.#newest.get(row.id);
    if (!known?.ours.delete(version)) return version;
    known.ours.add(version);
    return known.version;
  }
}
