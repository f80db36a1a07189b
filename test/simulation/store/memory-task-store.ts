import PQueue from "p-queue";
import type { Bead, NewBead } from "#src/effects/beads/bead.ts";
import { toJsonl } from "#src/effects/beads/jsonl.ts";
import { newRows } from "#src/effects/beads/new-rows.ts";
import { planWrites } from "#src/effects/beads/plan-writes.ts";
import { SetAside } from "#src/effects/beads/set-aside.ts";
import type { TaskStore, Written } from "#src/effects/beads/task-store.ts";
import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import type { RowMedium } from "./row-medium.ts";

/** What may go wrong with the store, and how long it takes. Without it nothing does, at once. */
export type StoreTroubles = Readonly<{
  /** Waits as long as a call takes. */
  pause: (verb: "load" | "write") => Promise<void>;
  /** Before a call has any effect. @throws TaskStoreError */
  refuse: (verb: "load" | "write") => void;
  /** The program dies while it writes: whether the rows are stored then; undefined when it lives. */
  dies: () => { stored: boolean } | undefined;
}>;

const none: StoreTroubles = { pause: async () => {}, refuse: () => {}, dies: () => undefined };

export type MemoryStoreOptions = Readonly<{
  medium: RowMedium;
  actor: string;
  kind?: TaskStore["kind"];
  troubles?: StoreTroubles;
}>;

/**
 * Rows in memory under the rules of the real stores.
 * @throws TaskStoreError `person` while another process has them
 */
export function openMemoryStore(options: MemoryStoreOptions): TaskStore {
  if (options.medium.isHeld)
    throw new TaskStoreError(
      "person",
      "these rows are in use by another Fractal process: stop it, or choose another directory with --data <dir>",
    );
  options.medium.isHeld = true;
  return new MemoryTaskStore(options);
}

class MemoryTaskStore implements TaskStore {
  readonly kind: TaskStore["kind"];
  readonly #medium: RowMedium;
  readonly #actor: string;
  readonly #troubles: StoreTroubles;
  readonly #oneAtATime = new PQueue({ concurrency: 1 });
  readonly #released = new SetAside();
  /** As they were at the last load, and what was written here since. */
  #known = new Map<string, Bead>();

  constructor({ medium, actor, kind = "file", troubles = none }: MemoryStoreOptions) {
    this.kind = kind;
    this.#medium = medium;
    this.#actor = actor;
    this.#troubles = troubles;
  }

  load(): Promise<readonly Bead[]> {
    return this.#oneAtATime.add(async () => {
      await this.#begin("load");
      this.#known = new Map(this.#medium.rows);
      const rows = this.#released.sift(this.#medium.rows);
      return this.#medium.all().filter(({ id }) => rows.has(id));
    });
  }

  async isCurrent(): Promise<boolean> {
    const { rows } = this.#medium;
    return this.#known.size === rows.size && [...rows].every(([id, row]) => this.#known.get(id) === row);
  }

  async create(beads: readonly NewBead[], _message: string): Promise<readonly Bead[]> {
    return (await this.write([], beads)).written;
  }

  write(updates: readonly Bead[], creates: readonly NewBead[] = []): Promise<Written> {
    return this.#oneAtATime.add(async () => {
      await this.#begin("write");
      const { rows } = this.#medium;
      const fresh = newRows(creates, rows, { at: Date.now(), by: this.#actor });
      const { next, same, refused } = planWrites(updates, rows, fresh);
      this.#put([...fresh, ...next]);
      return { written: [...creates.flatMap(({ id }) => rows.get(id) ?? []), ...next, ...same], refused };
    });
  }

  release(ids: readonly string[]): void {
    this.#released.add(ids.flatMap((id) => this.#medium.rows.get(id) ?? []));
  }

  recall(id: string): void {
    this.#released.recall(id);
  }

  async export(): Promise<string> {
    return toJsonl(this.#medium.rows.values());
  }

  async close(): Promise<void> {
    await this.#oneAtATime.onIdle();
    this.#medium.isHeld = false;
  }

  async #begin(verb: "load" | "write"): Promise<void> {
    await this.#troubles.pause(verb);
    this.#troubles.refuse(verb);
  }

  #put(rows: readonly Bead[]): void {
    const death = rows.length === 0 ? undefined : this.#troubles.dies();
    if (death?.stored !== false) this.#medium.put(rows);
    for (const row of rows) this.#known.set(row.id, row);
    if (death !== undefined)
      throw new TaskStoreError(
        "retry",
        "bd was ended by SIGKILL while it wrote; nothing is known of the rows",
      );
  }
}
