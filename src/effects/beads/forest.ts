import { apply, type Change } from "#src/core/change.ts";
import { isClosed } from "#src/core/task.ts";
import { Tasks } from "#src/core/tasks.ts";
import type { Tree } from "#src/core/tree.ts";
import type { Bead } from "./bead.ts";
import { changedBead, newBeadOf } from "./row.ts";
import type { Written } from "./task-store.ts";
import { TaskStoreError } from "./task-store-error.ts";
import { treesOf } from "./trees-of.ts";
import type { BeadWriter } from "./writer.ts";

const noTasks = Tasks.of(new Map());

/** All trees of a data directory: loaded once, kept by write-through, so that reading costs no spawn. */
export class Forest {
  readonly #writer: BeadWriter;
  readonly #clock: () => number;
  readonly #underWay = new Set<Promise<unknown>>();
  #beads = new Map<string, Bead>();
  #trees = new Map<string, Tree>();
  #loading: Promise<void> | undefined;
  #loads = 0;

  constructor(writer: BeadWriter, clock: () => number) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /**
   * Reads every row again, after all that was under way or held back has been written; what is committed
   * meanwhile waits.
   * @throws TaskStoreError; the trees stay as they were
   */
  load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** How often everything was read: another number than before means that any tree may be another. */
  get loads(): number {
    return this.#loads;
  }

  roots(): string[] {
    return [...this.#trees.keys()];
  }

  /** As it is now; it does not change in the hands of whoever holds it. */
  tree(root: string): Tree {
    return this.#trees.get(root) ?? { root, tasks: noTasks };
  }

  /**
   * Makes the changes durable and true. When a row was changed by somebody else meanwhile, everything is read again,
   * and the caller decides anew on what it finds.
   * @returns whether the changes were taken
   * @throws TaskStoreError when the rows cannot be stored or a person has to act
   */
  async commit(changes: readonly Change[]): Promise<boolean> {
    if (this.#loading !== undefined) {
      // The tree that they were decided on is about to be another.
      await this.#loading;
      return false;
    }
    const write = this.#write(changes).catch(maybeWritten);
    this.#underWay.add(write);
    const written = await write.finally(() => this.#underWay.delete(write));
    if (written === undefined) {
      await this.load();
      return false;
    }
    const ids = new Set(changes.map(({ task }) => task.id));
    const isTaken = !written.refused.some((id) => ids.has(id));
    if (isTaken) this.#take(changes, written.written);
    // Held back receipts of other tasks may have been refused too: they are lost, and what they proved is looked up again.
    if (written.refused.length > 0) await this.load();
    return isTaken;
  }

  flush(): Promise<unknown> {
    return this.#writer.flush();
  }

  async #write(changes: readonly Change[]): Promise<Written> {
    const fresh = changes.filter(({ task }) => !this.#beads.has(task.id));
    const closed = fresh.filter(({ task }) => isClosed(task.status));
    const creates = fresh.map(({ task }) => newBeadOf(task));
    const known = changes.filter((change) => !fresh.includes(change));
    const lazy = changes.every((change) => change.lazy);
    if (closed.length === 0) return this.#writer.commit({ creates, updates: this.#updates(known), lazy });
    // Beads makes no closed rows, and the rows that stand for the event must not be written before these are closed.
    const { written } = await this.#writer.commit({ creates });
    const rest = await this.#writer.commit({ updates: this.#updates([...closed, ...known], written) });
    return { ...rest, written: [...written, ...rest.written] };
  }

  /** @param born rows that are made already and not yet known */
  #updates(changes: readonly Change[], born: readonly Bead[] = []): Bead[] {
    return changes.flatMap(({ task }) => {
      const bead = born.find(({ id }) => id === task.id) ?? this.#beads.get(task.id);
      return bead === undefined ? [] : [changedBead(bead, task, this.#clock())];
    });
  }

  #take(changes: readonly Change[], written: readonly Bead[]): void {
    for (const bead of written) this.#beads.set(bead.id, bead);
    for (const [root, mine] of Map.groupBy(changes, ({ task }) => task.root))
      this.#trees.set(root, apply(this.tree(root), mine));
  }

  async #read(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    const beads = await this.#writer.load();
    const trees = [...treesOf(beads)].map(
      ([root, tasks]) => [root, { root, tasks: Tasks.of(tasks) }] as const,
    );
    this.#trees = new Map(trees);
    this.#beads = new Map(beads.map((bead) => [bead.id, bead]));
    this.#loads += 1;
  }
}

/** A write that was cut off may have reached the store or not: only reading tells. */
function maybeWritten(error: unknown): undefined {
  if (!(error instanceof TaskStoreError && error.next === "retry")) throw error;
}
