import { mkdtempSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Effect } from "#src/core/effect.ts";
import type { TraceEntry } from "#src/core/trace-line.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { Engine } from "#src/engine.ts";
import type { Inbox } from "#src/ingress/inbox.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";
import { rootOfIssue, World } from "./world.ts";

/** What the test has a say in: undefined lets the world answer. */
export type Say = (effect: Effect, tree: Tree) => TreeEvent[] | Promise<TreeEvent[]> | undefined;

/** One process: engine, inbox, file store and trace over one data directory. */
export type Desk = Readonly<{
  dir: string;
  engine: Engine;
  inbox: Inbox;
  forest: Forest;
  store: TaskStore;
  world: World;
  /** Every effect that was performed, in order of its start. */
  performed: Effect[];
  fatal: unknown[];
  /** Ids that were pending after each step, by root. */
  steps: { root: string; pending: string[] }[];
  tree: (issue?: number) => Tree;
  parts: (issue?: number) => Task[];
  /** Waits until the issue's root has come to rest, in this state. */
  rest: (issue?: number) => Promise<void>;
  count: (type: Effect["type"]) => number;
  /** A reload that finds that somebody touched the tasks, and so writes what was held back. */
  reread: () => Promise<void>;
  /** As the door does it. */
  close: (options?: { graceMs: number }) => Promise<void>;
}>;

export async function openDesk(
  options: {
    dir?: string;
    say?: Say;
    world?: World;
    started?: boolean;
    rests?: (root: string) => boolean;
    onParked?: (error: Error) => void;
    clock?: () => number;
    /** Before each line of the trace, which may find no room. */
    beforeTrace?: (entry: TraceEntry) => void;
  } = {},
): Promise<Desk> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "fractal-engine-"));
  const store = await openTaskStore({ dir: join(dir, "beads"), actor: "fractal/test" });
  const { clock = () => Date.now() } = options;
  const forest = new Forest(new BeadWriter(store), clock);
  const inbox = openInbox(join(dir, "inbox"));
  const file = openTrace(join(dir, "trace", "trace.jsonl"), { run: "test" });
  const write = (entry: TraceEntry) => {
    options.beforeTrace?.(entry);
    file.write(entry);
  };
  const trace = { ...file, write };
  const world = options.world ?? new World(clock);
  const performed: Effect[] = [];
  const underWay = new Set<string>();
  const fatal: unknown[] = [];
  const steps: { root: string; pending: string[] }[] = [];
  const perform = async (tree: Tree, effect: Effect) => {
    expect(underWay).not.toContain(effect.key);
    underWay.add(effect.key);
    performed.push(effect);
    const events = (await options.say?.(effect, tree)) ?? world.answer(tree, effect);
    underWay.delete(effect.key);
    return events;
  };
  const engine = new Engine({
    forest,
    inbox,
    perform,
    trace,
    clock,
    ...(options.rests && { rests: options.rests }),
    ...(options.onParked && { onParked: options.onParked }),
    onStep: ({ root }) => steps.push({ root, pending: inbox.pending().map(({ id }) => id) }),
    onFatal: (error) => fatal.push(error),
  });
  if (options.started !== false) await engine.start();
  const tree = (issue = 1) => forest.tree(rootOfIssue(issue));
  return {
    dir,
    engine,
    inbox,
    forest,
    store,
    world,
    performed,
    fatal,
    steps,
    tree,
    parts: (issue) => childrenOf(tree(issue), rootOfIssue(issue ?? 1)),
    rest: async (issue = 1) => {
      await expect
        .poll(() => fatal.length > 0 || (tree(issue).tasks.size > 0 && engine.isQuiet(rootOfIssue(issue))), {
          timeout: 20_000,
          interval: 5,
        })
        .toBe(true);
      expect(fatal).toEqual([]);
    },
    reread: async () => {
      const at = new Date();
      utimesSync(join(dir, "beads", "tasks.jsonl"), at, at);
      await engine.reload();
    },
    count: (type) => performed.filter((effect) => effect.type === type).length,
    close: async (how) => {
      await engine.stop(how);
      inbox.close();
      await store.close();
      trace.close();
    },
  };
}

/** Something that the test lets happen when it wants to. */
export function gate(): { open: () => void; opened: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}
