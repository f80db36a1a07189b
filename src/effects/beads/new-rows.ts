import { z } from "zod";
import { firstVersion } from "./apply-update.ts";
import { Bead, NewBead, wholeSeconds } from "./bead.ts";
import { checkEdges } from "./edges.ts";
import { goJson } from "./go-json.ts";
import { TaskStoreError } from "./task-store-error.ts";

type Stamp = Readonly<{ at: number; by: string }>;
type Rows = ReadonlyMap<string, Bead>;

/**
 * Which rows of a create are still to be made: those that are stored already with this very content are a
 * replay. Refuses what Beads would refuse, before anything is written, on every store alike.
 * @throws TaskStoreError `caller`
 */
export function newRows(beads: readonly NewBead[], stored: Rows, stamp: Stamp): Bead[] {
  const rows = beads.map((bead) => asBead(bead, stamp));
  const batch = new Map(rows.map((row) => [row.id, row]));
  if (batch.size < rows.length) refuse("one id is given to two new rows");
  const fresh = rows.filter((row) => {
    const there = stored.get(row.id);
    if (there !== undefined && !samePlan(there, row)) {
      refuse(`${row.id} exists with other content; look at it with: bd show ${row.id}`);
    }
    return there === undefined;
  });
  for (const row of fresh) checkEdges(row, (id) => batch.get(id) ?? stored.get(id));
  return fresh;
}

function asBead(bead: NewBead, { at, by }: Stamp): Bead {
  const parsed = NewBead.safeParse(bead);
  if (!parsed.success) return refuse(`${String(bead.id)}: ${z.prettifyError(parsed.error)}`);
  const created_at = wholeSeconds(at);
  const { dependencies, ...row } = parsed.data;
  return Bead.parse({
    ...row,
    created_at,
    created_by: by,
    updated_at: firstVersion(created_at),
    ...(row.status === "in_progress" ? { started_at: created_at } : {}),
    ...(row.status === "closed" ? { closed_at: created_at } : {}),
    dependencies: dependencies.map((edge) => ({
      issue_id: row.id,
      ...edge,
      created_at,
      created_by: by,
      metadata: "{}",
    })),
  });
}

/** What makes two rows the same plan. Type, status, money and receipts move on; before the first write they count too. */
function samePlan(there: Bead, row: Bead): boolean {
  const untouched = there.updated_at === firstVersion(there.created_at);
  const edges = new Set(there.dependencies.map((edge) => `${edge.depends_on_id} ${edge.type}`));
  return (
    planText(there, untouched) === planText(row, untouched) &&
    row.dependencies.every((edge) => edges.has(`${edge.depends_on_id} ${edge.type}`))
  );
}

function planText(row: Bead, untouched: boolean): string {
  const { title, description = "", design = "", acceptance_criteria = "" } = row;
  const { issue_type, status, priority, metadata } = row;
  const plan = { title, description, design, acceptance_criteria };
  return goJson(untouched ? { ...plan, issue_type, status, priority, metadata } : plan);
}

function refuse(why: string): never {
  throw new TaskStoreError("caller", `cannot create these tasks: ${why}`);
}
