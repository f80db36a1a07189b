import { createHash } from "node:crypto";
import type { Bead } from "./bead.ts";
import { beadText } from "./jsonl.ts";

type Group = Readonly<{ ids: readonly string[]; digest: string }>;

/**
 * Rows that are in the store and not in memory, in groups that come and go together: of each group a digest is kept,
 * which tells when somebody changed, added to or deleted what is in it.
 */
export class SetAside {
  readonly #groups = new Map<string, Group>();

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  has(id: string): boolean {
    return this.#groups.has(id);
  }

  add(rows: readonly Bead[]): void {
    const ids = rows.map(({ id }) => id);
    const group = { ids, digest: digestOf(rows) };
    for (const id of ids) this.#groups.set(id, group);
  }

  /** @returns the ids of the group that is in memory again */
  recall(id: string): readonly string[] {
    const { ids = [] } = this.#groups.get(id) ?? {};
    for (const each of ids) this.#groups.delete(each);
    return ids;
  }

  /** Without the rows that are set aside; a group that is not what it was is set aside no more. */
  sift(rows: ReadonlyMap<string, Bead>): Map<string, Bead> {
    for (const { ids, digest } of new Set(this.#groups.values())) {
      const now = ids.flatMap((id) => rows.get(id) ?? []);
      if (now.length < ids.length || digestOf(now) !== digest) this.recall(ids[0] ?? "");
    }
    return new Map([...rows].filter(([id]) => !this.#groups.has(id)));
  }
}

function digestOf(rows: readonly Bead[]): string {
  const hash = createHash("sha256");
  for (const row of rows) hash.update(beadText(row)).update("\n");
  return hash.digest("base64url");
}
