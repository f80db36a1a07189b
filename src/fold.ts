import { apply, type Change } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { isSame } from "#src/core/same.ts";
import type { Tree } from "#src/core/tree.ts";
import type { Step } from "#src/effects/telemetry/decision-recorder.ts";
import type { Arrival } from "#src/ingress/inbox.ts";
import { Undecidable } from "./undecidable.ts";

/** What comes of a tree by these arrivals, one after the other: its rows that are others by then, and each step. */
type Folded = Readonly<{ after: Tree; changes: Change[]; steps: Step[] }>;

/**
 * Decides a batch on a tree, which stays what it is.
 * @throws Undecidable for a bug in the decision on one of them
 */
export function fold(before: Tree, batch: readonly Arrival[], now: number): Folded {
  let tree = before;
  const merged = new Map<string, Change>();
  const steps: Step[] = [];
  for (const { event } of batch) {
    const changes = decided(tree, event, now);
    tree = apply(tree, changes);
    for (const { task, lazy } of changes)
      merged.set(task.id, { task, lazy: lazy && (merged.get(task.id)?.lazy ?? true) });
    steps.push({ event, changes });
  }
  // What was decided once more has gone one way and back.
  const changes = [...merged.values()].filter(({ task }) => !isSame(before.tasks.get(task.id), task));
  return { after: tree, changes, steps };
}

function decided(tree: Tree, event: Arrival["event"], now: number): readonly Change[] {
  try {
    return decide(tree, event, { now });
  } catch (error) {
    throw new Undecidable(error);
  }
}
