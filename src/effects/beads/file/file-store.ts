import { statSync } from "node:fs";
import PQueue from "p-queue";
import type { Bead, NewBead } from "../bead.ts";
import { toJsonl } from "../jsonl.ts";
import { markIds, readMarker, writeMarker } from "../marker.ts";
import { newRows } from "../new-rows.ts";
import { planWrites } from "../plan-writes.ts";
import { SetAside } from "../set-aside.ts";
import type { TaskStore, Written } from "../task-store.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { mergeEdits } from "./merge-edits.ts";
import { readSnapshot, snapshotPath, writeSnapshot } from "./snapshot.ts";
import { type Step, Tail, tailPath } from "./tail.ts";

export type FileStoreOptions = Readonly<{ dir: string; actor: string; release?: () => void }>;

/** Bytes of tail that are cheaper to read again than to save. */
const tailMin = 256_000;

/**
 * Stands in where `bd` cannot be had: Beads' own interchange format, a snapshot and a tail of changes. What a write
 * costs does not depend on how many rows there are: the snapshot is written anew only when the tail has outgrown it.
 */
export async function openFileStore(options: FileStoreOptions): Promise<TaskStore> {
  const store = new FileStore(options);
  await store.load();
  return store;
}

class FileStore implements TaskStore {
  readonly kind = "file";
  readonly #options: FileStoreOptions;
  readonly #tail: Tail;
  readonly #oneAtATime = new PQueue({ concurrency: 1 });
  readonly #released = new SetAside();
  /** Groups that are to be released, and rows that are to be in memory again: at the next reading. */
  #leaving: (readonly string[])[] = [];
  #coming: readonly string[] = [];
  #rows: Map<string, Bead> | undefined;
  /** As the snapshot was last written. */
  #base: Map<string, Bead> = new Map();
  #snapshotBytes = 0;
  #seen = "";

  constructor(options: FileStoreOptions) {
    this.#options = options;
    this.#tail = new Tail(options.dir);
  }

  async load(): Promise<readonly Bead[]> {
    return this.#oneAtATime.add(async () => {
      await this.#letGo(await this.#current());
      const rows = await this.#current();
      return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    });
  }

  async isCurrent(): Promise<boolean> {
    return this.#oneAtATime.add(async () => {
      const isWaitedFor = this.#leaving.length + this.#coming.length > 0;
      return this.#rows !== undefined && !isWaitedFor && this.#seen === signature(this.#options.dir);
    });
  }

  async create(beads: readonly NewBead[], _message: string): Promise<readonly Bead[]> {
    return (await this.write([], beads)).written;
  }

  async write(updates: readonly Bead[], creates: readonly NewBead[] = []): Promise<Written> {
    return this.#oneAtATime.add(async () => {
      for (const { id } of [...creates, ...updates]) this.recall(id);
      const rows = await this.#current();
      const fresh = newRows(creates, rows, { at: Date.now(), by: this.#options.actor });
      const { next, same, refused } = planWrites(updates, rows, fresh);
      this.#append(
        rows,
        [...fresh, ...next].map((to) => ({ from: rows.get(to.id), to })),
      );
      const made = creates.flatMap(({ id }) => rows.get(id) ?? []);
      if (fresh.length > 0) {
        await markIds(
          this.#options.dir,
          fresh.map(({ id }) => id),
        );
      }
      // New tasks are soon seen by whoever opens the snapshot, as long as that is cheap.
      const most = fresh.length > 0 ? this.#snapshotBytes / 4 : Math.max(this.#snapshotBytes, tailMin);
      if (this.#tail.size > most) await this.#compact(rows);
      return { written: [...made, ...next, ...same], refused };
    });
  }

  async export(): Promise<string> {
    return this.#oneAtATime.add(async () => toJsonl((await this.#all(await this.#current())).values()));
  }

  release(ids: readonly string[]): void {
    this.#leaving.push(ids);
  }

  recall(id: string): void {
    this.#leaving = this.#leaving.filter((ids) => !ids.includes(id));
    this.#coming = [...this.#coming, ...this.#released.recall(id)];
  }

  async close(): Promise<void> {
    try {
      await this.#oneAtATime.add(async () => this.#compact(await this.#current()));
    } finally {
      this.#tail.close();
      this.#options.release?.();
    }
  }

  /** The rows, read again when somebody else touched a file since. */
  async #current(): Promise<Map<string, Bead>> {
    const { dir } = this.#options;
    const isUnchanged = this.#rows !== undefined && this.#seen === signature(dir);
    if (isUnchanged && this.#coming.length === 0) return this.#rows as Map<string, Bead>;
    const read = await readSnapshot(dir);
    if (this.#rows === undefined) return this.#begin(read);
    if (isUnchanged) return this.#comeBack(read, this.#rows);
    await this.#refuseEmpty(read);
    return this.#save(mergeEdits(this.#base, read, this.#rows));
  }

  #comeBack(read: ReadonlyMap<string, Bead>, rows: Map<string, Bead>): Map<string, Bead> {
    for (const id of this.#coming) {
      const row = read.get(id);
      if (row === undefined) continue;
      rows.set(id, row);
      this.#base.set(id, row);
    }
    this.#coming = [];
    return rows;
  }

  /** What leaves memory is in the snapshot as it is: there it is found again, and there a person's edit is seen. */
  async #letGo(rows: Map<string, Bead>): Promise<void> {
    if (this.#leaving.length === 0) return;
    const isSaved = this.#leaving.flat().every((id) => rows.get(id) === this.#base.get(id));
    const kept = isSaved ? rows : await this.#compact(rows);
    for (const ids of this.#leaving.splice(0)) {
      const group = ids.flatMap((id) => kept.get(id) ?? []);
      if (group.length > 0) this.#released.add(group);
      for (const id of ids) for (const held of [kept, this.#base]) held.delete(id);
    }
  }

  /** Those that were released, too. */
  async #all(rows: Map<string, Bead>): Promise<Map<string, Bead>> {
    if (this.#released.isEmpty) return rows;
    const stored = await readSnapshot(this.#options.dir);
    return new Map([...[...stored].filter(([id]) => this.#released.has(id)), ...rows]);
  }

  /** Nothing is written by it, so that whoever was killed is soon back. */
  async #begin(read: Map<string, Bead>): Promise<Map<string, Bead>> {
    const { dir } = this.#options;
    this.#base = new Map(read);
    const isWhole = this.#tail.replayOnto(read);
    await this.#refuseEmpty(read);
    this.#snapshotBytes = statSync(snapshotPath(dir), { throwIfNoEntry: false })?.size ?? 0;
    this.#rows = read;
    this.#seen = signature(dir);
    const isMarked = (await readMarker(dir))?.store === "file";
    if (!isWhole || !isMarked || this.#tail.size > Math.max(this.#snapshotBytes, tailMin))
      await this.#compact(read);
    return read;
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

  #append(rows: Map<string, Bead>, steps: readonly Step[]): void {
    if (steps.length === 0) return;
    this.#tail.append(steps);
    for (const { to } of steps) rows.set(to.id, to);
    this.#seen = signature(this.#options.dir);
  }

  async #compact(rows: Map<string, Bead>): Promise<Map<string, Bead>> {
    return this.#save(await this.#all(rows));
  }

  async #save(rows: ReadonlyMap<string, Bead>): Promise<Map<string, Bead>> {
    const { dir } = this.#options;
    this.#snapshotBytes = await writeSnapshot(dir, rows.values());
    this.#tail.clear();
    await writeMarker(dir, { store: "file", ids: [...rows.keys()] });
    this.#coming = [];
    this.#rows = this.#released.sift(rows);
    this.#base = new Map(this.#rows);
    this.#seen = signature(dir);
    return this.#rows;
  }
}

function signature(dir: string): string {
  const stats = [snapshotPath(dir), tailPath(dir)].map((path) => statSync(path, { throwIfNoEntry: false }));
  return stats.map((of) => `${of?.ino}:${of?.size}:${of?.mtimeMs}`).join(" ");
}
