import type { Effect } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { parked } from "#src/core/parked.ts";
import { isSame } from "#src/core/same.ts";
import type { Forest } from "#src/effects/beads/forest.ts";
import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import type { Arrival } from "#src/ingress/inbox.ts";
import { Undecidable } from "./undecidable.ts";

/** One event that can be neither decided nor stored. */
export type Fault = Readonly<{ arrival: Arrival; error: Error }>;

/** All of them in one step; where that fails for one of them, those before it one by one. Those after it wait with it. */
export async function firstFault(
  arrived: readonly Arrival[],
  step: (some: readonly Arrival[]) => Promise<void>,
): Promise<Fault | undefined> {
  try {
    return void (await step(arrived));
  } catch (error) {
    const [arrival, ...more] = arrived;
    if (arrival === undefined || !isOfOneRoot(error)) throw error;
    if (more.length === 0) return { arrival, error };
  }
  for (const one of arrived) {
    const fault = await firstFault([one], step);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Nothing was written, and the other trees have no part in it. */
function isOfOneRoot(error: unknown): error is Error {
  return error instanceof Undecidable || (error instanceof TaskStoreError && error.next === "caller");
}

/**
 * Notes in the root's row why the tree is set aside, for people to see. Of a tree that has no row yet there is nothing to note.
 * @throws TaskStoreError as a commit of tasks does
 */
export async function park(forest: Forest, root: string, words: string): Promise<void> {
  for (let isNoted = false; !isNoted;) {
    const tree = forest.tree(root);
    if (tree.tasks.size === 0) return;
    const changes = parked(tree, words).filter(({ task }) => !isSame(tree.tasks.get(task.id), task));
    isNoted = changes.length === 0 || (await forest.commit(changes));
  }
}

/** So long after it could not be told that a tree is set aside, it is tried again. */
export const tellAgainMs = 60_000;

export function tells(effect: Effect["type"]): boolean {
  return effect === "WriteSticky";
}

/** Nobody decides what such a failure means, so it is tried again without. */
export function isUntold(effect: Effect["type"], events: readonly TreeEvent[]): boolean {
  return tells(effect) && events.some(({ type }) => type === "EffectFailed");
}
