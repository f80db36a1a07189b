import { nextVersion } from "../apply-update.ts";
import { Bead, wholeSeconds } from "../bead.ts";
import { goJson } from "../go-json.ts";

type Rows = ReadonlyMap<string, Bead>;

/**
 * Somebody edited the snapshot while changes of ours were in the tail: their fields win, ours stay where they
 * left them alone, deleted rows are gone. An edited row has a new version, whatever its `updated_at` says.
 * @param base the rows as the snapshot was last written
 * @param theirs the rows as the snapshot is now
 * @param ours the rows with the tail's changes
 */
export function mergeEdits(base: Rows, theirs: Rows, ours: Rows): Map<string, Bead> {
  const kept = [...theirs].map(([id, edited]): [string, Bead] => {
    const [before, now] = [base.get(id), ours.get(id)];
    return [id, before === undefined || now === undefined ? edited : merged(before, edited, now)];
  });
  // What the snapshot never had, nobody took out of it.
  return new Map([...kept, ...[...ours].filter(([id]) => !base.has(id) && !theirs.has(id))]);
}

function merged(before: Bead, edited: Bead, now: Bead): Bead {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(edited)])];
  const changed = fields.filter((field) => goJson(before[field]) !== goJson(edited[field]));
  if (changed.length === 0) return now;
  const row: Record<string, unknown> = { ...now };
  for (const field of changed) row[field] = edited[field];
  const versions = [edited.updated_at, nextVersion(now.updated_at), wholeSeconds(Date.now())];
  return Bead.parse({ ...row, updated_at: versions.sort().at(-1) });
}
