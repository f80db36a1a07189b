import { z } from "zod";
import { Bead } from "./bead.ts";
import { JsonText } from "./json-text.ts";
import { byBytes, goJson, goString } from "./go-json.ts";

/** The order of Go's struct, because `bd export` prints it so and a snapshot shall equal it byte for byte. */
const fieldOrder = [
  "id title description design acceptance_criteria notes spec_id status priority issue_type assignee owner",
  "estimated_minutes created_at created_by updated_at started_at closed_at close_reason closed_by_session",
  "lease_expires_at heartbeat_at lease_granted_node due_at defer_until external_ref source_system metadata",
  "compaction_level compacted_at compacted_at_commit original_size labels dependencies comments sender ephemeral",
  "no_history wisp_type storage_class pinned is_template bonded_from await_type await_id timeout waiters",
  "source_formula source_location mol_type work_type event_kind actor target payload",
].flatMap((line) => line.split(" "));
const edgeOrder = ["issue_id", "depends_on_id", "type", "created_at", "created_by", "metadata", "thread_id"];
const known = new Set(fieldOrder);
/** Computed by whoever prints, so never kept. */
const computed = new Set("_type dependency_count dependent_count comment_count parent is_blocked".split(" "));
/** Printed even when zero: Go drops every other empty field. */
const keepsZero = new Set(["title", "priority", "estimated_minutes"]);

/** All rows as `bd export` prints them: by priority, newest first, then id; one line each. */
export function toJsonl(beads: Iterable<Bead>): string {
  const rows = [...beads].sort(
    (a, b) => a.priority - b.priority || compare(b.created_at, a.created_at) || compare(a.id, b.id),
  );
  const blocked = new Map<string, number>();
  for (const edge of rows.flatMap(blockers)) {
    blocked.set(edge.depends_on_id, (blocked.get(edge.depends_on_id) ?? 0) + 1);
  }
  return rows.map((row) => `{"_type":"issue",${rowFields(row)},${counts(row, blocked)}}\n`).join("");
}

/** One row, canonical: equal text means equal content. */
export function beadText(bead: Bead): string {
  return `{${rowFields(bead)}}`;
}

/** Whether two rows have equal texts, asked only as far as the first difference. */
export function isSameBead(one: Bead, other: Bead): boolean {
  const names = Object.keys(one);
  for (const name of Object.keys(other)) if (!(name in one)) names.push(name);
  return names.every((name) => one[name] === other[name] || isSameField(one, other, name));
}

function isSameField(one: Bead, other: Bead, name: string): boolean {
  const [mine, theirs] = [one[name], other[name]];
  if (isEmpty(mine, keepsZero.has(name)) && isEmpty(theirs, keepsZero.has(name))) return true;
  if (name === "metadata") return isSameMetadata(one.metadata, other.metadata);
  return rowFields(one, [name]) === rowFields(other, [name]);
}

/** Values that nobody touched are the same objects still. */
function isSameMetadata(one: Bead["metadata"], other: Bead["metadata"]): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every(
    (name) => name in other && (one[name] === other[name] || goJson(one[name]) === goJson(other[name])),
  );
}

/** A field that is printed nowhere: a row that was read never has it, one that was made here may. */
export function isLeftOut(name: string, value: unknown): boolean {
  return isEmpty(value, keepsZero.has(name));
}

/** A line of a snapshot. Unknown fields stay, computed ones go. */
export const BeadLine = JsonText.pipe(z.record(z.string(), z.unknown()))
  .transform((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !computed.has(key))))
  .pipe(Bead);

function rowFields(bead: Bead, order = orderOf(bead)): string {
  const ordered = {
    ...bead,
    labels: [...new Set(bead.labels)].sort(byBytes),
    dependencies: [...bead.dependencies].sort(
      (a, b) => compare(a.depends_on_id, b.depends_on_id) || compare(a.type, b.type),
    ),
  };
  return fields(ordered, order);
}

function orderOf(bead: Bead): string[] {
  const others = Object.keys(bead).filter((key) => !known.has(key));
  return [...fieldOrder, ...others.sort(byBytes)];
}

function fields(record: Readonly<Record<string, unknown>>, order: readonly string[]): string {
  return order
    .filter((key) => !isLeftOut(key, record[key]))
    .map((key) => `${goString(key)}:${key === "dependencies" ? edges(record[key]) : goJson(record[key])}`)
    .join(",");
}

function edges(of: unknown): string {
  const rows = Array.isArray(of) ? of : [];
  return `[${rows.map((edge: Record<string, unknown>) => `{${fields(edge, edgeOrder)}}`).join(",")}]`;
}

function counts(row: Bead, blocked: ReadonlyMap<string, number>): string {
  const comments: unknown = row["comments"];
  const numbers = [
    blockers(row).length,
    blocked.get(row.id) ?? 0,
    Array.isArray(comments) ? comments.length : 0,
  ];
  return ["dependency_count", "dependent_count", "comment_count"]
    .map((name, at) => `"${name}":${numbers[at]}`)
    .join(",");
}

function blockers(row: Bead): Bead["dependencies"] {
  return row.dependencies.filter((edge) => edge.type === "blocks");
}

function isEmpty(of: unknown, keepsZero: boolean): boolean {
  if (of === undefined || of === null) return true;
  if (Array.isArray(of)) return of.length === 0;
  if (typeof of === "object") return Object.keys(of).length === 0;
  return !keepsZero && (of === "" || of === 0 || of === false);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
