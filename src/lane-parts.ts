import type { Change } from "#src/core/change.ts";
import type { Effect } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import type { Forest } from "#src/effects/beads/forest.ts";
import type { Arrival } from "#src/ingress/inbox.ts";

/** Does one effect and answers with the events it caused. Never throws: a failure is an event too. */
export type Perform = (tree: Tree, effect: Effect) => Promise<readonly TreeEvent[]>;

export type LaneParts = Readonly<{
  forest: Forest;
  perform: Perform;
  trace: TraceSink;
  clock: () => number;
  /** After every step of a root. */
  onStep?: (tree: Tree) => void;
}>;

/** What is written one after the other. */
export const forPeople: readonly Effect["type"][] = ["MirrorIssue", "Comment", "WriteSticky"];

/** What was decided together, what it changed, and how often the trees had been read by then. */
export type Decided = Readonly<{ batch: readonly Arrival[]; changes: readonly Change[]; loads: number }>;

export type LaneHooks = Readonly<{
  /** An outcome of an effect: durable first, then back to this lane. */
  accept: (arrival: Arrival) => void;
  /** Its changes are in Beads, or it changed nothing. */
  settled: (arrival: Arrival) => void;
  /** The tree knows more than before, of these tasks. */
  changed: (tasks: readonly Task[]) => void;
  /** Nothing waits and nothing is under way. */
  rested: () => void;
  /** Every tree was read again, and may be another. */
  reloaded: () => void;
  /** The root is set aside: nothing of it is decided until the next start. */
  parked: (error: Error) => void;
  fail: (error: unknown) => void;
}>;
