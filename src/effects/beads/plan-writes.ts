import { z } from "zod";
import { applyUpdate } from "./apply-update.ts";
import { WritableBead, type Bead } from "./bead.ts";
import { checkEdges } from "./edges.ts";
import { isSameBead } from "./jsonl.ts";
import { TaskStoreError } from "./task-store-error.ts";

export type PlannedWrites = Readonly<{
  /** What has to be written, as it will be stored. */
  next: readonly Bead[];
  /** Rows that are so already. */
  same: readonly Bead[];
  /** Rows that somebody changed or deleted since. */
  refused: readonly string[];
}>;

/**
 * Compares before anything is spawned or appended.
 * @param fresh rows that are made in the same step: an edge may lead to them
 * @throws TaskStoreError `caller` when a row is one that Beads would not take
 */
export function planWrites(
  updates: readonly Bead[],
  stored: ReadonlyMap<string, Bead>,
  fresh: readonly Bead[] = [],
): PlannedWrites {
  const next: Bead[] = [];
  const same: Bead[] = [];
  const refused: string[] = [];
  for (const update of updates.map(checkWritable)) {
    const there = stored.get(update.id);
    if (there?.updated_at !== update.updated_at) {
      refused.push(update.id);
      continue;
    }
    const row = applyUpdate(there, update);
    const isSame = isSameBead({ ...row, updated_at: there.updated_at }, there);
    if (!isSame) checkNewEdges(row, there, stored, fresh);
    (isSame ? same : next).push(isSame ? there : row);
  }
  if (new Set(updates.map((row) => row.id)).size < updates.length) refuse("one row is written twice at once");
  return { next, same, refused };
}

function checkNewEdges(
  row: Bead,
  there: Bead,
  stored: ReadonlyMap<string, Bead>,
  fresh: readonly Bead[],
): void {
  if (row.dependencies.length <= there.dependencies.length) return;
  const known = (id: string) =>
    id === row.id ? row : (fresh.find((each) => each.id === id) ?? stored.get(id));
  checkEdges(row, known);
}

/** What was found good, by the row that came: whoever groups writes looks before the store does. */
const checked = new WeakMap<Bead, Bead>();

/**
 * The row as Beads would take it.
 * @throws TaskStoreError `caller`
 */
export function checkWritable(update: Bead): Bead {
  const known = checked.get(update);
  if (known !== undefined) return known;
  const parsed = WritableBead.safeParse(update);
  if (!parsed.success) return refuse(`${update.id}: ${z.prettifyError(parsed.error)}`);
  checked.set(update, parsed.data);
  checked.set(parsed.data, parsed.data);
  return parsed.data;
}

function refuse(why: string): never {
  throw new TaskStoreError("caller", `cannot write these tasks: ${why}`);
}
