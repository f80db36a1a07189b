import { stat } from "node:fs/promises";
import PQueue from "p-queue";
import type { Bead, NewBead } from "../bead.ts";
import { toJsonl } from "../jsonl.ts";
import { readMarker, whenAbsent, writeMarker } from "../marker.ts";
import { newRows } from "../new-rows.ts";
import { planWrites } from "../plan-writes.ts";
import type { TaskStore, Written } from "../task-store.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { mergeEdits } from "./merge-edits.ts";
import { readSnapshot, snapshotPath, writeSnapshot } from "./snapshot.ts";
import { appendTail, clearTail, replayTail, tailPath, type Step } from "./tail.ts";

export type FileStoreOptions = Readonly<{ dir: string; actor: string; release?: () => void }>;

/** Stands in where `bd` cannot be had: Beads' own interchange format, a snapshot and a tail of changes. */
export async function openFileStore(options: FileStoreOptions): Promise<TaskStore> {
  const store = new FileStore(options);
  await store.load();
  return store;
}

class FileStore implements TaskStore {
  readonly kind = "file";
  readonly #options: FileStoreOptions;
  readonly #oneAtATime = new PQueue({ concurrency: 1 });
  #rows: ReadonlyMap<string, Bead> | undefined;
  /** As the snapshot was last written. */
  #base: ReadonlyMap<string, Bead> = new Map();
  #seen = "";

  constructor(options: FileStoreOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly Bead[]> {
    return this.#oneAtATime.add(async () => {
      const rows = await this.#current();
      return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    });
  }

  async create(beads: readonly NewBead[], _message: string): Promise<readonly Bead[]> {
    return this.#oneAtATime.add(async () => {
      const rows = await this.#current();
      const fresh = newRows(beads, rows, { at: Date.now(), by: this.#options.actor });
      await this.#append(fresh.map((to) => ({ from: undefined, to })));
      // So that whoever opens the snapshot sees every task.
      if (fresh.length > 0) await this.#compact(this.#rows ?? rows);
      return beads.flatMap(({ id }) => this.#rows?.get(id) ?? []);
    });
  }

  async write(updates: readonly Bead[]): Promise<Written> {
    return this.#oneAtATime.add(async () => {
      const rows = await this.#current();
      const { next, same, refused } = planWrites(updates, rows);
      await this.#append(next.map((to) => ({ from: rows.get(to.id), to })));
      return { written: [...next, ...same], refused };
    });
  }

  async export(): Promise<string> {
    return this.#oneAtATime.add(async () => toJsonl((await this.#current()).values()));
  }

  async close(): Promise<void> {
    try {
      await this.#oneAtATime.add(async () => this.#compact(await this.#current()));
    } finally {
      this.#options.release?.();
    }
  }

  /** The rows, read again when somebody else touched a file since. */
  async #current(): Promise<ReadonlyMap<string, Bead>> {
    const { dir } = this.#options;
    if (this.#rows !== undefined && this.#seen === (await signature(dir))) return this.#rows;
    const read = await readSnapshot(dir);
    if (this.#rows === undefined) await replayTail(dir, read);
    await this.#refuseEmpty(read);
    const rows = this.#rows === undefined ? read : mergeEdits(this.#base, read, this.#rows);
    await this.#compact(rows);
    return rows;
  }

  async #refuseEmpty(read: ReadonlyMap<string, Bead>): Promise<void> {
    const { dir } = this.#options;
    const known = (await readMarker(dir))?.ids.length ?? 0;
    if (read.size > 0 || known === 0) return;
    throw new TaskStoreError(
      "person",
      `${snapshotPath(dir)} is empty or gone, but it held ${known} tasks: restore it, or remove the whole directory to start anew`,
    );
  }

  async #append(steps: readonly Step[]): Promise<void> {
    if (steps.length === 0) return;
    await appendTail(this.#options.dir, steps);
    this.#rows = new Map([...(this.#rows ?? []), ...steps.map(({ to }) => [to.id, to] as const)]);
    this.#seen = await signature(this.#options.dir);
  }

  async #compact(rows: ReadonlyMap<string, Bead>): Promise<void> {
    await writeSnapshot(this.#options.dir, rows.values());
    await clearTail(this.#options.dir);
    await writeMarker(this.#options.dir, { store: "file", ids: [...rows.keys()] });
    this.#rows = rows;
    this.#base = rows;
    this.#seen = await signature(this.#options.dir);
  }
}

async function signature(dir: string): Promise<string> {
  const stats = await Promise.all(
    [snapshotPath(dir), tailPath(dir)].map((path) => stat(path).catch(whenAbsent)),
  );
  return stats.map((of) => `${of?.ino}:${of?.size}:${of?.mtimeMs}`).join(" ");
}
