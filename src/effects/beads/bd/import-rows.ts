import { setTimeout as sleep } from "node:timers/promises";
import type { Bead } from "../bead.ts";
import { goJson } from "../go-json.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { answerOf, ImportAnswer } from "./answer.ts";
import type { RunBd } from "./run-bd.ts";
import { waitingOn } from "./waiting-on.ts";

export type ImportedGroup = Readonly<{
  /** New rows, parents before children. */
  fresh: readonly Bead[];
  /** Rows as they shall be stored, with their new versions. */
  next: readonly Bead[];
}>;

export type Imported = Readonly<{
  /** Of `next`. */
  written: readonly Bead[];
  refused: readonly string[];
  /** False when Beads stored less than it was given, had a new row already, or made one that was deleted: read again. */
  isExact: boolean;
  /** All of it was stored, in one transaction and with nothing else beside it. */
  isOneStep: boolean;
}>;

/** Beads imports up to 250 rows in one transaction (1.3.0, cmd/bd/import_shared.go `importChunkSize`). */
const rowsMax = 200;

/**
 * Many rows in one spawn and one transaction: new ones, and changes that are each a compare-and-swap, since the import
 * takes a row only when it is newer than the stored one, and ours are newer by one second than the version last seen.
 * @param rows what was last seen
 */
export async function importRows(
  run: RunBd,
  { fresh, next }: ImportedGroup,
  rows: ReadonlyMap<string, Bead>,
): Promise<Imported> {
  await untilPast([...fresh, ...next]);
  const along = waitingOn(next, rows);
  const isOneGroup = fresh.length + next.length + along.length <= rowsMax;
  if (fresh.length > 0 && next.length > 0 && !isOneGroup) {
    // Too many for one transaction: then no parent may name children that are not there yet.
    const first = await importRows(run, { fresh, next: [] }, rows);
    const second = await importRows(run, { fresh: [], next }, rows);
    return { ...second, isExact: first.isExact && second.isExact, isOneStep: false };
  }
  // Of a row that is as Beads has it nothing is said; of one that has a blank more, that Beads kept its own: or else it was gone.
  const lines = [
    ...fresh.map((row) => line(row, undefined)),
    ...next.map((row) => line(row, rows.get(row.id))),
    ...along.map((row) => line({ ...row, notes: `${row.notes ?? ""} ` }, row)),
  ];
  const answer = answerOf("import", await run(["import", "-", "--json"], lines.join("")), ImportAnswer);
  const stale = new Set(answer.stale_skipped_ids);
  const lost = new Set([...stale, ...answer.tie_kept_local_ids]);
  const unnamed = [...fresh, ...next].find(({ id }) => !lost.has(id) && !answer.ids.includes(id));
  if (unnamed !== undefined)
    throw new TaskStoreError("retry", `bd import did not say what became of ${unnamed.id}`);
  const taken = next.filter(({ id }) => !lost.has(id));
  const cameBack = [
    ...taken.filter((row) => isNewToBeads(row, rows.get(row.id), answer)),
    ...along.filter(({ id }) => !lost.has(id)),
  ].map(({ id }) => id);
  if (along.some(({ id }) => stale.has(id))) await run(["recompute-blocked", "--json"]);
  const wasThere = (id: string) => lost.has(id) || answer.updated_issues.some((each) => each.id === id);
  const isWhole = !next.some(({ id }) => lost.has(id)) && !along.some(({ id }) => stale.has(id));
  return {
    written: taken.filter(({ id }) => !cameBack.includes(id)),
    refused: next.map(({ id }) => id).filter((id) => lost.has(id) || cameBack.includes(id)),
    isExact:
      answer.skipped_dependencies.length + cameBack.length === 0 && !fresh.some(({ id }) => wasThere(id)),
    isOneStep: isOneGroup && isWhole,
  };
}

/**
 * Beads stores it of a row that it makes, and never of one that it has: so a row that a person had deleted is known
 * for one, also when we are killed before it is deleted again.
 */
export const cameBackMark = "fractal: deleted before";

/** Only what is new of labels and edges: an import adds them, and one that a person took away shall stay away. */
function line(row: Bead, stored: Bead | undefined): string {
  const { comments: _, ...rest } = row;
  const labels = row.labels.filter((label) => !stored?.labels.includes(label));
  const targets = new Set(stored?.dependencies.map((edge) => edge.depends_on_id));
  const dependencies = row.dependencies.filter((edge) => !targets.has(edge.depends_on_id));
  const mark = stored === undefined ? {} : { sender: cameBackMark };
  return `${JSON.stringify({ _type: "issue", ...rest, labels, dependencies, ...mark })}\n`;
}

/** Columns whose change `bd import` reports for rows that it found. */
const reported = [
  "title description design acceptance_criteria notes status priority issue_type assignee",
  "estimated_minutes close_reason external_ref metadata",
].flatMap((names) => names.split(" "));

/** A change that Beads did not report as one was a create: the row had been deleted. */
function isNewToBeads(row: Bead, stored: Bead | undefined, answer: ImportAnswer): boolean {
  const isChanged = reported.some((column) => goJson(row[column]) !== goJson(stored?.[column]));
  return isChanged && !answer.updated_issues.some(({ id }) => id === row.id);
}

/**
 * Beads counts versions in seconds. A version that lies before the present second cannot be mistaken for an
 * edit made after it, so a row that was made or edited just now waits for the clock, two seconds at most.
 */
async function untilPast(rows: readonly Bead[]): Promise<void> {
  const newest = Math.max(...rows.map((row) => Date.parse(row.updated_at)));
  const wait = newest + 1000 - Date.now();
  if (wait > 0) await sleep(Math.min(wait, 3000));
}
