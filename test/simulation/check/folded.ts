import { z } from "zod";
import { putTextsAway } from "#src/effects/telemetry/long-texts.ts";
import { digestOf } from "#src/effects/telemetry/row-digest.ts";
import { blobName } from "../store/memory-trace.ts";
import { type Remains, treesIn } from "./rows.ts";

/**
 * I6: the rows say of every task, to the last field, what the trace says was decided last. A kill may take the line of a
 * decision that was written: then the next start tells the rows as it found them. Who uses `bd` decides without a line.
 */
export function folded(remains: Remains): string[] {
  const told = toldBy(remains);
  return treesIn(remains).flatMap(({ tasks }) =>
    [...tasks.values()].flatMap((task) => {
      const { status, row } = told.get(task.id) ?? {};
      if (remains.edited.has(task.id)) return [];
      if (status !== task.status)
        return [`${task.id} is ${task.status}, and was last decided to be ${status}`];
      return row === digestOf(task) || row === digestOf(putTextsAway(task, blobName))
        ? []
        : [`${task.id} (${status}) is not the row that was decided last: ${JSON.stringify(task)}`];
    }),
  );
}

type Told = Readonly<{ status: string; row: string }>;

function toldBy({ trace }: Remains): Map<string, Told> {
  const told = new Map<string, Told>();
  for (const line of trace)
    if (line.type === "decision")
      for (const change of line.attrs.changes) {
        const { id, task = id, status, row } = Changed.parse(change);
        if (task !== undefined) told.set(task, { status, row });
      }
    else if (line.type === "rows")
      for (const row of line.attrs.tasks) {
        const { id, status } = Row.parse(row);
        told.set(id, { status, row: digestOf(row) });
      }
  return told;
}

/** A change names its task as `task`, in lines of today as `id`. */
const Changed = z.object({
  id: z.string().optional(),
  task: z.string().optional(),
  status: z.string(),
  row: z.string(),
});
const Row = z.object({ id: z.string(), status: z.string() });
