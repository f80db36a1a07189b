import { setImmediate } from "node:timers/promises";
import type { Bead, NewBead } from "./bead.ts";
import { checkWritable } from "./plan-writes.ts";
import type { TaskStore, Written } from "./task-store.ts";
import { TaskStoreError } from "./task-store-error.ts";
import { Versions } from "./versions.ts";

export type Commit = Readonly<{
  creates?: readonly NewBead[];
  /** Whole rows as they shall be, made from the row as the caller knows it. */
  updates?: readonly Bead[];
  /** Nothing but receipts, which can be looked up again: they wait for the next write of anything. */
  lazy?: boolean;
}>;

type Waiting = Readonly<{
  commit: Commit;
  resolve: (written: Written) => void;
  reject: (error: unknown) => void;
}>;

/**
 * Groups writes: what arrives while one spawn runs goes out together in the next, creates before updates. A
 * caller may build on rows whose write is still under way; only other people's changes refuse an update.
 */
export class BeadWriter {
  readonly #store: TaskStore;
  readonly #versions = new Versions();
  #waiting: Waiting[] = [];
  #refusedLazily: string[] = [];
  #isDraining = false;

  constructor(store: TaskStore) {
    this.#store = store;
  }

  /**
   * Resolves when it is stored; a lazy commit resolves at once. `refused` names the rows that somebody else
   * changed, those of earlier lazy commits included: load again and decide anew.
   */
  async commit(commit: Commit): Promise<Written> {
    for (const row of commit.updates ?? []) checkWritable(row);
    const isLazy = commit.lazy === true && (commit.creates ?? []).length === 0;
    const stored = this.#enqueue({ ...commit, lazy: isLazy });
    return isLazy ? { written: [], refused: [] } : stored;
  }

  /** Writes what is still waiting, lazy receipts too. */
  flush(): Promise<Written> {
    return this.#enqueue({});
  }

  /** Nobody but us wrote since the last load, and nothing that was held back was refused. */
  async isCurrent(): Promise<boolean> {
    return (await this.#store.isCurrent()) && this.#refusedLazily.length === 0;
  }

  /** Every row, after what was waiting has been written. */
  async load(): Promise<readonly Bead[]> {
    await this.flush();
    return this.#store.load();
  }

  /** Nobody builds on these rows any more: they leave memory, until they are recalled or somebody changes them. */
  release(ids: readonly string[]): void {
    this.#versions.forget(ids);
    this.#store.release(ids);
  }

  /** The next load has what was released together with this row. */
  recall(id: string): void {
    this.#store.recall(id);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#store.close();
  }

  #enqueue(commit: Commit): Promise<Written> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject: commit.lazy === true ? () => {} : reject });
      if (!this.#isDraining && commit.lazy !== true) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    // What the same turn still commits goes into the same group.
    await setImmediate();
    while (this.#waiting.some(({ commit }) => commit.lazy !== true)) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#settle(group);
    }
    this.#isDraining = false;
  }

  async #settle(group: readonly Waiting[]): Promise<void> {
    try {
      const { written, refused } = await this.#write(group.map(({ commit }) => commit));
      this.#refusedLazily.push(...idsOf(group, true).filter((id) => refused.includes(id)));
      const lazily = group.some(({ commit }) => commit.lazy !== true) ? this.#refusedLazily.splice(0) : [];
      for (const one of group) {
        const mine = new Set([...idsOf([one], false), ...lazily]);
        one.resolve({
          written: written.filter(({ id }) => mine.has(id)),
          refused: [...new Set([...refused, ...lazily])].filter((id) => mine.has(id)),
        });
      }
    } catch (error) {
      await this.#fail(group, error);
    }
  }

  async #fail(group: readonly Waiting[], error: unknown): Promise<void> {
    if (!(error instanceof TaskStoreError && error.next === "caller")) {
      for (const { reject } of group) reject(error);
      this.#waiting.unshift(...group.filter(({ commit }) => commit.lazy === true));
      return;
    }
    if (group.length > 1) {
      // One caller's bad rows are not the others' fault; the order holds, so nothing older lands on newer.
      for (const one of group) await this.#settle([one]);
      return;
    }
    this.#refusedLazily.push(...idsOf(group, true));
    for (const { reject } of group) reject(error);
  }

  async #write(commits: readonly Commit[]): Promise<Written> {
    const creates = commits.flatMap((commit) => commit.creates ?? []);
    const { rows, outdated } = this.#versions.merge(commits.flatMap((commit) => commit.updates ?? []));
    if (rows.length + creates.length === 0) return { written: [], refused: outdated };
    const { written, refused } = await this.#store.write(rows, creates);
    this.#versions.learn(rows, written, refused);
    return { written, refused: [...refused, ...outdated] };
  }
}

function idsOf(group: readonly Waiting[], onlyLazy: boolean): string[] {
  const commits = group.map(({ commit }) => commit).filter((commit) => !onlyLazy || commit.lazy === true);
  return commits.flatMap((commit) =>
    [...(commit.creates ?? []), ...(commit.updates ?? [])].map(({ id }) => id),
  );
}
