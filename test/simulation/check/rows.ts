import type { Tree } from "#src/core/tree.ts";
import type { TraceLine } from "#src/core/trace-line.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import { treesOf } from "#src/effects/beads/trees-of.ts";
import type { HubState } from "#src/local/hub/state.ts";

/** All that the checker at the end may look at: what is kept outside of the process, nothing that it remembers. */
export type Remains = Readonly<{
  beads: readonly Bead[];
  state: HubState;
  trace: readonly TraceLine[];
  /** A long text that lies beside the trace. */
  text: (name: string) => string | undefined;
  /** Text of a file at a commit of the repository; undefined when there is none. */
  readFile: (commit: string, path: string) => Promise<string | undefined>;
  isAncestor: (older: string, newer: string) => Promise<boolean>;
  /** Of a commit and the ones before it, the newest first. */
  messages: (commit: string) => Promise<readonly string[]>;
  /** The briefing that a run was started with, as JSON; undefined for a run without one. */
  briefing: (run: number) => string | undefined;
  /** Who may decide: people with write permission to the repository. */
  writers: ReadonlySet<string>;
  /** What the providers really did, in US dollars, by what it was for (`Spending`). */
  spent: ReadonlyMap<string, number>;
  /** Ids of the rows that somebody changed with `bd`: what they say is a person's, not a fold of events. */
  edited: ReadonlySet<string>;
}>;

/** The trace as it is kept. */
export type Told = Readonly<{ lines: readonly TraceLine[]; blobs: ReadonlyMap<string, string> }>;

/** The trees as the store's rows say them. */
export function treesIn({ beads }: Remains): Tree[] {
  return [...treesOf(beads)].map(([root, tasks]) => ({ root, tasks }));
}
