import { z } from "zod";
import { type Remains, treesIn } from "./rows.ts";

/**
 * I6: the rows say of every task what the trace says was decided last. A kill may take the last line of a decision that
 * was written, and who uses `bd` decides without a line: then there is nothing to compare.
 */
export function folded(remains: Remains): string[] {
  const runs = new Set(remains.trace.map(({ run }) => run));
  if (runs.size !== 1 || remains.isEdited) return [];
  const told = new Map<string, string>();
  for (const line of remains.trace)
    if (line.type === "decision")
      for (const change of line.attrs.changes) {
        const { id, task = id, status } = Told.parse(change);
        if (task !== undefined) told.set(task, status);
      }
  return treesIn(remains).flatMap(({ tasks }) =>
    [...tasks.values()].flatMap(({ id, status }) =>
      told.get(id) === status ? [] : [`${id} is ${status}, and was last decided to be ${told.get(id)}`],
    ),
  );
}

/** A change names its task as `task`, in lines of today as `id`. */
const Told = z.object({ id: z.string().optional(), task: z.string().optional(), status: z.string() });
