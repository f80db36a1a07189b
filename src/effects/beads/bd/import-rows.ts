import { setTimeout as sleep } from "node:timers/promises";
import type { Bead } from "../bead.ts";
import { goJson } from "../go-json.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { answerOf, ImportAnswer } from "./answer.ts";
import type { RunBd } from "./run-bd.ts";
import { waitingOn } from "./waiting-on.ts";

export type Imported = Readonly<{
  written: readonly Bead[];
  refused: readonly string[];
  /** Refused because somebody had deleted them. */
  deleted: readonly string[];
  /** False when Beads stored less than it was given: read again. */
  isExact: boolean;
}>;

/**
 * Many rows in one spawn, each a compare-and-swap: the import takes a row only when it is newer than the stored
 * one, and ours are newer by one second than the version last seen.
 * @param next rows as they shall be stored, with their new versions
 * @param rows what was last seen
 */
export async function importRows(
  run: RunBd,
  next: readonly Bead[],
  rows: ReadonlyMap<string, Bead>,
): Promise<Imported> {
  await untilPast(next);
  const along = waitingOn(next, rows);
  const lines = [...next.map((row) => line(row, rows.get(row.id))), ...along.map((row) => line(row, row))];
  const answer = answerOf("import", await run(["import", "-", "--json"], lines.join("")), ImportAnswer);
  const lost = new Set([...answer.stale_skipped_ids, ...answer.tie_kept_local_ids]);
  const taken = next.filter((row) => !lost.has(row.id));
  const unnamed = taken.find((row) => !answer.ids.includes(row.id));
  if (unnamed !== undefined)
    throw new TaskStoreError("retry", `bd import did not say what became of ${unnamed.id}`);
  const deleted = taken.filter((row) => isNewToBeads(row, rows.get(row.id), answer)).map((row) => row.id);
  for (const id of deleted) await run(["delete", id, "--force", "--json"]);
  if (along.some((row) => answer.stale_skipped_ids.includes(row.id)))
    await run(["recompute-blocked", "--json"]);
  return {
    written: taken.filter((row) => !deleted.includes(row.id)),
    refused: next.filter((row) => lost.has(row.id) || deleted.includes(row.id)).map((row) => row.id),
    deleted,
    isExact: answer.skipped_dependencies.length === 0,
  };
}

/** Only what is new of labels and edges: an import adds them, and one that a person took away shall stay away. */
function line(row: Bead, stored: Bead | undefined): string {
  const { comments: _, ...rest } = row;
  const labels = row.labels.filter((label) => !stored?.labels.includes(label));
  const targets = new Set(stored?.dependencies.map((edge) => edge.depends_on_id));
  const dependencies = row.dependencies.filter((edge) => !targets.has(edge.depends_on_id));
  return `${JSON.stringify({ _type: "issue", ...rest, labels, dependencies })}\n`;
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
