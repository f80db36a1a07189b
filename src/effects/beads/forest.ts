import type { Change } from "#src/core/change.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import type { Bead } from "./bead.ts";
import { changedBead, newBeadOf, taskOf } from "./row.ts";
import type { BeadWriter } from "./writer.ts";

/** All trees of a data directory: loaded once, kept by write-through, so that reading costs no spawn. */
export class Forest {
  readonly #writer: BeadWriter;
  readonly #clock: () => number;
  #beads = new Map<string, Bead>();
  #trees = new Map<string, Map<string, Task>>();

  constructor(writer: BeadWriter, clock: () => number) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /** Reads every row again; what was still waiting to be written goes first. */
  async load(): Promise<void> {
    await this.#writer.flush();
    const beads = await this.#writer.load();
    this.#beads = new Map(beads.map((bead) => [bead.id, bead]));
    this.#trees = new Map();
    for (const bead of beads) {
      const task = taskOf(bead);
      if (task !== undefined) this.#plant(task);
    }
  }

  roots(): string[] {
    return [...this.#trees.keys()];
  }

  tree(root: string): Tree {
    return { root, tasks: this.#trees.get(root) ?? new Map() };
  }

  /**
   * Makes the changes durable and true. A row that somebody else changed meanwhile refuses the write: then
   * everything is read again, nothing of these changes counts, and the caller decides anew.
   * @returns whether the changes were taken
   */
  async commit(changes: readonly Change[]): Promise<boolean> {
    const lazy = changes.every((change) => change.lazy);
    const creates = changes
      .filter(({ task }) => !this.#beads.has(task.id))
      .map(({ task }) => newBeadOf(task));
    const updates = changes.flatMap(({ task }) => {
      const bead = this.#beads.get(task.id);
      return bead === undefined ? [] : [changedBead(bead, task, this.#clock())];
    });
    const { written, refused } = await this.#writer.commit({ creates, updates, lazy });
    if (refused.length > 0) {
      await this.load();
      return false;
    }
    for (const bead of written) this.#beads.set(bead.id, bead);
    for (const { task } of changes) this.#plant(task);
    return true;
  }

  flush(): Promise<unknown> {
    return this.#writer.flush();
  }

  #plant(task: Task): void {
    const tasks = this.#trees.get(task.root) ?? new Map<string, Task>();
    tasks.set(task.id, task);
    this.#trees.set(task.root, tasks);
  }
}
