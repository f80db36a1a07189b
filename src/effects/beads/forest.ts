import { apply, type Change } from "#src/core/change.ts";
import { isFinished } from "#src/core/finished.ts";
import { isSame } from "#src/core/same.ts";
import { Tasks } from "#src/core/tasks.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import type { Bead, NewBead } from "./bead.ts";
import { beadStatus, changedBead, newBeadOf, taskOf } from "./row.ts";
import type { Written } from "./task-store.ts";
import { TaskStoreError } from "./task-store-error.ts";
import { treesOf } from "./trees-of.ts";
import type { BeadWriter } from "./writer.ts";

/** So long may receipts wait for another write, before a spawn is made for them alone. */
const heldMaxMs = 60_000;

const noTasks = Tasks.of(new Map());

/**
 * The trees of a data directory: loaded once, kept by write-through, so that reading costs no spawn. What is finished
 * may leave memory; it is in the store, and comes back when it is asked for or a person takes it up with `bd`.
 */
export class Forest {
  readonly #writer: BeadWriter;
  readonly #clock: () => number;
  readonly #underWay = new Set<Promise<unknown>>();
  #beads = new Map<string, Bead>();
  #trees = new Map<string, Tree>();
  /** Roots of finished trees that are in the store alone. */
  readonly #away = new Set<string>();
  #loading: Promise<void> | undefined;
  #loads = 0;
  #keeping: Promise<void> = Promise.resolve();
  /** Since when something is in memory only. */
  #heldSince: number | undefined;

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

  /**
   * The same, unless nobody but us wrote since, and nothing has been held back for long.
   * @returns whether it was read
   * @throws TaskStoreError as above
   */
  async refresh(): Promise<boolean> {
    const isOld = this.#clock() - (this.#heldSince ?? Infinity) > heldMaxMs;
    if (this.#loading === undefined && !isOld && (await this.#writer.isCurrent())) return false;
    await this.load();
    return true;
  }

  /** How often everything was read: another number than before means that any tree may be another. */
  get loads(): number {
    return this.#loads;
  }

  /** Those in memory. */
  roots(): string[] {
    return [...this.#trees.keys()];
  }

  /** As it is now; it does not change in the hands of whoever holds it. */
  tree(root: string): Tree {
    return this.#trees.get(root) ?? { root, tasks: noTasks };
  }

  /** There is such a tree, but it is not in memory. */
  isAway(root: string): boolean {
    return this.#away.has(root);
  }

  /** Lets go of a finished tree on which nobody is at work. */
  release(root: string): void {
    this.#letGo(root, [...this.tree(root).tasks.keys()]);
  }

  /**
   * Has it in memory again.
   * @throws TaskStoreError as `load` does
   */
  async recall(root: string): Promise<void> {
    this.#away.delete(root);
    this.#writer.recall(root);
    await this.load();
    // What was read may have been let go of before it was asked for.
    if (!this.#trees.has(root)) await this.load();
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
    this.#heldSince = changes.every(({ lazy }) => lazy) ? (this.#heldSince ?? this.#clock()) : undefined;
    // Held back changes of other tasks may have been refused too: what brought them is decided again.
    if (written.refused.length > 0) await this.load();
    return isTaken;
  }

  /** Writes what was held back. */
  flush(): Promise<Written> {
    this.#heldSince = undefined;
    return this.#writer.flush();
  }

  /** A row that is no task, as it was read or written last. */
  row(id: string): Bead | undefined {
    return this.#beads.get(id);
  }

  /**
   * Writes a row that is no task, made from what is known of it. When somebody changed it meanwhile, it is read and made again.
   * @throws TaskStoreError as `commit` does
   */
  keep(id: string, make: (known: Bead | undefined) => Bead | NewBead): Promise<void> {
    const kept = this.#keeping.then(() => this.#keep(id, make));
    // One after the other: each is made from what the one before it wrote. What fails is the caller's.
    this.#keeping = kept.catch(() => {});
    return kept;
  }

  async #keep(id: string, make: (known: Bead | undefined) => Bead | NewBead): Promise<void> {
    for (let isKept = false; !isKept;) {
      await this.#loading;
      const known = this.#beads.get(id);
      const made = make(known);
      if (known !== undefined && isSame(made, known)) return;
      const commit = known === undefined ? { creates: [made as NewBead] } : { updates: [made as Bead] };
      const write = this.#writer.commit(commit).catch(maybeWritten);
      this.#underWay.add(write);
      const written = await write.finally(() => this.#underWay.delete(write));
      isKept = written !== undefined && !written.refused.includes(id);
      if (isKept) for (const bead of written?.written ?? []) this.#beads.set(bead.id, bead);
      else await this.load();
    }
  }

  #letGo(root: string, ids: readonly string[]): void {
    for (const id of ids) this.#beads.delete(id);
    this.#writer.release(ids);
    this.#trees.delete(root);
    this.#away.add(root);
  }

  #write(changes: readonly Change[]): Promise<Written> {
    const fresh = changes.filter(({ task }) => !this.#beads.has(task.id));
    const updates = changes.flatMap(({ task }) => {
      const bead = this.#beads.get(task.id);
      return bead === undefined ? [] : [changedBead(bead, task, this.#clock())];
    });
    const lazy = changes.every((change) => change.lazy);
    return this.#writer.commit({ creates: fresh.map(({ task }) => newBeadOf(task)), updates, lazy });
  }

  #take(changes: readonly Change[], written: readonly Bead[]): void {
    for (const bead of written) this.#beads.set(bead.id, bead);
    const stored = new Map(written.map((bead) => [bead.id, bead]));
    const taken = changes.map((change) => ({
      ...change,
      task: asStored(change.task, stored.get(change.task.id)),
    }));
    for (const [root, mine] of Map.groupBy(taken, ({ task }) => task.root))
      this.#trees.set(root, apply(this.tree(root), mine));
  }

  async #read(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    const beads = await this.#writer.load();
    this.#heldSince = undefined;
    const read = [...treesOf(beads)].map(([root, tasks]) => this.#asKnown({ root, tasks: Tasks.of(tasks) }));
    const trees = read.filter((tree) => !this.#away.has(tree.root) || !isFinished(tree));
    for (const { root } of trees) this.#away.delete(root);
    this.#trees = new Map(trees.map((tree) => [tree.root, tree]));
    this.#beads = new Map(beads.map((bead) => [bead.id, bead]));
    // Somebody changed what is finished nevertheless.
    for (const { root, tasks } of read) if (this.#away.has(root)) this.#letGo(root, [...tasks.keys()]);
    this.#loads += 1;
  }

  /** A tree that nobody changed stays what it is, with all that was worked out of it. */
  #asKnown(read: Tree): Tree {
    const known = this.tree(read.root);
    const isKnown =
      known.tasks.size === read.tasks.size &&
      [...read.tasks.values()].every((task) => isSame(task, known.tasks.get(task.id)));
    return isKnown ? known : read;
  }
}

/** A status of a person's that the row kept has its effect at once, and not only when everything is read again. */
function asStored(task: Task, bead: Bead | undefined): Task {
  if (bead === undefined || bead.status === beadStatus(task.status)) return task;
  const { status, reason } = taskOf(bead) ?? task;
  return { ...task, status, reason };
}

/** A write that was cut off may have reached the store or not: only reading tells. */
function maybeWritten(error: unknown): undefined {
  if (!(error instanceof TaskStoreError && error.next === "retry")) throw error;
}
