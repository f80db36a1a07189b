import { Bead, wholeSeconds } from "./bead.ts";
import { byBytes } from "./go-json.ts";

/**
 * What an import may change of a row that exists (bd 1.3.0, issueops/helpers.go `issueUpsertColumns`); absent
 * means cleared. Everything else stays as stored, and labels, dependencies and comments are only added.
 */
const writable = [
  "title",
  "description",
  "design",
  "acceptance_criteria",
  "notes",
  "status",
  "priority",
  "issue_type",
  "assignee",
  "estimated_minutes",
  "started_at",
  "closed_at",
  "close_reason",
  "closed_by_session",
  "external_ref",
  "metadata",
];

/** The row as it will be stored, one version further. */
export function applyUpdate(stored: Bead, update: Bead): Bead {
  const row: Record<string, unknown> = { ...stored };
  for (const field of writable) row[field] = update[field];
  const targets = new Set(stored.dependencies.map((edge) => edge.depends_on_id));
  row["labels"] = [...new Set([...stored.labels, ...update.labels])].sort(byBytes);
  row["dependencies"] = [
    ...stored.dependencies,
    ...update.dependencies.filter((edge) => !targets.has(edge.depends_on_id)),
  ];
  // Beads refuses a closed row without `closed_at`, and an open one with it.
  row["closed_at"] =
    update.status === "closed"
      ? (update.closed_at ?? stored.closed_at ?? wholeSeconds(Date.now()))
      : undefined;
  row["updated_at"] = nextVersion(stored.updated_at);
  return Bead.parse(row);
}

/**
 * The version of a row that was made at this instant: well before it. Whoever has a row of that id by then has a newer
 * one, so that an insert never overwrites it, and the next writes need not wait for a second to pass.
 */
export function firstVersion(createdAt: string): string {
  return wholeSeconds(Date.parse(createdAt) - 600_000);
}

/** One second on: the least that Beads takes for newer, so that any edit made meanwhile is newer still. */
export function nextVersion(version: string): string {
  return wholeSeconds(Date.parse(version) + 1000);
}
