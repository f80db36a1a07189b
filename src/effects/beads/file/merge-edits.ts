import { nextVersion } from "../apply-update.ts";
import { Bead, wholeSeconds } from "../bead.ts";
import { goJson } from "../go-json.ts";
import { isLeftOut } from "../jsonl.ts";
import { TaskStoreError } from "../task-store-error.ts";

type Rows = ReadonlyMap<string, Bead>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Somebody edited the snapshot while changes of ours were in the tail: their fields win, ours stay where they
 * left them alone, deleted rows are gone.
 * @param base the rows as the snapshot was last written
 * @param theirs the rows as the snapshot is now
 * @param ours the rows with the tail's changes
 * @throws TaskStoreError `person` when both changed the same of our own facts
 */
export function mergeEdits(base: Rows, theirs: Rows, ours: Rows): Map<string, Bead> {
  const kept = [...theirs].map(([id, edited]): [string, Bead] => {
    const [before, now] = [base.get(id), ours.get(id)];
    return [id, before === undefined || now === undefined ? edited : mergedRow({ before, edited, now })];
  });
  // What the snapshot never had, nobody took out of it.
  return new Map([...kept, ...[...ours].filter(([id]) => !base.has(id) && !theirs.has(id))]);
}

/** An edited row has a new version, whatever its `updated_at` says. */
export function mergedRow({
  before,
  edited,
  now,
}: Readonly<Record<"before" | "edited" | "now", Bead>>): Bead {
  const changed = differing(before, edited).filter(
    (name) => !(isLeftOut(name, before[name]) && isLeftOut(name, edited[name])),
  );
  if (changed.length === 0) return now;
  const fields = { ...now, ...picked(edited, changed) };
  const keys = differing(before.metadata, edited.metadata);
  const both = keys.filter(
    (key) =>
      key.startsWith("fx_") &&
      !isSame(before.metadata[key], now.metadata[key]) &&
      !isSame(edited.metadata[key], now.metadata[key]),
  );
  if (both.length > 0) throw conflict(now, both);
  const metadata = Object.fromEntries(
    Object.entries({ ...now.metadata, ...picked(edited.metadata, keys) }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const versions = [edited.updated_at, nextVersion(now.updated_at), wholeSeconds(Date.now())];
  return Bead.parse({ ...fields, metadata, updated_at: versions.sort().at(-1) });
}

function differing(before: Fields, after: Fields): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => !isSame(before[name], after[name]));
}

function picked(from: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}

function isSame(one: unknown, other: unknown): boolean {
  return goJson(one) === goJson(other);
}

function conflict({ id, title }: Bead, keys: readonly string[]): TaskStoreError {
  return new TaskStoreError(
    "person",
    `the row ${id} (“${title}”) was edited in tasks.jsonl while Fractal changed it, and both changed ${keys.join(", ")}; nothing was lost: put ${keys.join(", ")} in tasks.jsonl back as Fractal wrote it, or remove the lines about ${id} from tasks.tail.jsonl to keep the edit, then start again`,
  );
}
