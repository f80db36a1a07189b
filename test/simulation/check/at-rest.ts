import { z } from "zod";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { rootOf } from "#src/core/tree.ts";
import { type Remains, treesIn } from "./rows.ts";

/** The root is done, failed for a stated reason, or waits for a person on something that it names. */
export function atRest(remains: Remains): string[] {
  return treesIn(remains).flatMap((tree) => {
    const state = stateOf(tree);
    if (state === "working") return [`${tree.root} is still at work`];
    if (state === "failed" && rootOf(tree).reason === undefined)
      return [`${tree.root} failed and does not say why`];
    if (state === "waiting" && needsYou(tree).length === 0) return [`${tree.root} waits and names no need`];
    return [];
  });
}

/** I1: every task that the trace ever spoke of is in the store. Those that were decided and never written are spoken of later again. */
export function allKept(remains: Remains): string[] {
  const known = new Set(remains.beads.map(({ id }) => id));
  const told = new Set(
    remains.trace.flatMap((line) => (line.type === "decision" ? namesIn(line.attrs.changes) : [])),
  );
  const lost = [...told].filter((id) => !known.has(id) && !remains.edited.has(id));
  return lost.map((id) => `${id} is not in the store`);
}

/** I5 and I10 over the whole: closed parents have closed parts, no task hangs in the air. */
export function wholeTrees(remains: Remains): string[] {
  const trees = treesIn(remains);
  const held = new Set(trees.flatMap(({ tasks }) => [...tasks.keys()]));
  const loose = remains.beads.filter(({ id, metadata }) => "fx_status" in metadata && !held.has(id));
  const open = trees.flatMap(({ root, tasks }) =>
    [...tasks.values()].flatMap(({ id, parent, status, reason }) => {
      const above = parent === null ? undefined : tasks.get(parent);
      // What somebody set aside or took up with `bd` after the end is theirs.
      const isTheirs = reason?.includes("with bd") === true && rootOf({ root, tasks }).status === "done";
      const isAwaited = status !== "done" && status !== "cancelled" && !isTheirs;
      return above?.status === "done" && isAwaited
        ? [`${id} is ${status} below ${above.id}, which is done`]
        : [];
    }),
  );
  return [...loose.map(({ id }) => `${id} hangs on no root`), ...open];
}

/** I7 and I2: what is over holds nothing back any more, and no attempt is left under way in a tree at rest. */
export function nothingHeld(remains: Remains): string[] {
  return treesIn(remains).flatMap((tree) => {
    if (stateOf(tree) !== "merged") return [];
    return [...tree.tasks.values()].flatMap(({ id, attempts, planning, escalation }) => [
      ...(attempts.some(({ usage }) => usage === undefined)
        ? [`${id} still holds money back for an attempt`]
        : []),
      ...((planning?.reservedUsd ?? 0) > 0 ? [`${id} still holds money back for its planner`] : []),
      ...((escalation?.reservedUsd ?? 0) > 0 ? [`${id} still holds money back for help`] : []),
    ]);
  });
}

const Named = z.object({ task: z.string().optional(), id: z.string().optional() });

/** A change names its task as `task`, in lines of today as `id`. */
function namesIn(changes: readonly unknown[]): string[] {
  return changes.flatMap((change) => {
    const { task, id } = Named.parse(change);
    return task ?? id ?? [];
  });
}
