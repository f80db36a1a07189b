import { join } from "node:path";
import PQueue from "p-queue";
import type { Bead, NewBead } from "../bead.ts";
import { markIds, readMarker, writeMarker } from "../marker.ts";
import { newRows } from "../new-rows.ts";
import { planWrites } from "../plan-writes.ts";
import { SetAside } from "../set-aside.ts";
import type { TaskStore, Written } from "../task-store.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { exportAnswer, type Exported } from "./export-answer.ts";
import { cameBackMark, type Imported, importRows } from "./import-rows.ts";
import { refuseLoss } from "./refuse-loss.ts";
import type { RunBd } from "./run-bd.ts";
import { isOneImport, isSameState, type Signature, signatureOf } from "./signature.ts";

export type BdStoreOptions = Readonly<{ dir: string; actor: string; run: RunBd; release?: () => void }>;

/** The trees in a `bd` database: the rows of those that go on are kept as last seen, so that a write costs one spawn. */
export class BdStore implements TaskStore {
  readonly kind = "bd";
  readonly #options: BdStoreOptions;
  readonly #oneAtATime = new PQueue({ concurrency: 1 });
  readonly #released = new SetAside();
  #rows: Map<string, Bead> | undefined;
  /** The database's signature when the rows were read: as long as it has it, they are what it holds. */
  #readAt: Signature | undefined;

  constructor(options: BdStoreOptions) {
    this.#options = options;
  }

  /** A database that was made just now is not read: it is known to be empty at this signature. */
  async isEmptyAt(signature: Signature): Promise<void> {
    await writeMarker(this.#options.dir, { store: "bd", ids: [] });
    this.#rows = new Map();
    this.#readAt = signature;
  }

  async load(): Promise<readonly Bead[]> {
    return this.#oneAtATime.add(async () => {
      const rows = (await this.#isUnchanged()) ? await this.#known() : (await this.#read()).rows;
      return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    });
  }

  async isCurrent(): Promise<boolean> {
    return this.#oneAtATime.add(() => this.#isUnchanged());
  }

  async create(beads: readonly NewBead[], _message: string): Promise<readonly Bead[]> {
    return (await this.write([], beads)).written;
  }

  async write(updates: readonly Bead[], creates: readonly NewBead[] = []): Promise<Written> {
    return this.#oneAtATime.add(async () => {
      const rows = await this.#knownWith([...creates, ...updates]);
      const stamp = { at: Date.now(), by: this.#options.actor };
      const fresh = newRows(creates, rows, stamp);
      const { next, same, refused } = planWrites(updates, rows, fresh);
      const imported = await this.#import(fresh, next, rows);
      const stored = this.#rows ?? rows;
      const unmade = imported.isExact ? undefined : newRows(creates, stored, stamp)[0];
      if (unmade !== undefined) throw new TaskStoreError("retry", `bd import did not make ${unmade.id}`);
      const written = [...creates, ...imported.written].flatMap(({ id }) => stored.get(id) ?? []);
      return { written: [...written, ...same], refused: [...refused, ...imported.refused] };
    });
  }

  release(ids: readonly string[]): void {
    void this.#oneAtATime.add(async () => {
      // While nothing is known, they are no more in memory than any other row.
      const rows = ids.flatMap((id) => this.#rows?.get(id) ?? []);
      if (rows.length > 0 && rows.length === ids.length) this.#released.add(rows);
      if (rows.length === ids.length) for (const id of ids) this.#rows?.delete(id);
    });
  }

  recall(id: string): void {
    void this.#oneAtATime.add(async () => {
      if (this.#released.recall(id).length > 0) this.#readAt = undefined;
    });
  }

  async export(): Promise<string> {
    return this.#oneAtATime.add(async () => (await this.#read()).text);
  }

  async close(): Promise<void> {
    await this.#oneAtATime.onIdle();
    this.#options.release?.();
  }

  /** What Beads has taken is known afterwards, whatever it did not. */
  async #import(fresh: readonly Bead[], next: readonly Bead[], rows: Map<string, Bead>): Promise<Imported> {
    if (fresh.length + next.length === 0)
      return { written: [], refused: [], isExact: true, isOneStep: false };
    const before = (await this.#isUnchanged()) ? this.#readAt : undefined;
    // Cut off in the midst of it, rows may be there or not: until the answer has come nothing is known.
    this.#rows = this.#readAt = undefined;
    const imported = await importRows(this.#options.run, { fresh, next }, rows);
    this.#rows = rows;
    for (const row of imported.written) rows.set(row.id, row);
    if (!imported.isExact) await this.#read();
    else await this.#made(fresh, rows);
    if (imported.isExact && imported.isOneStep) await this.#knowOwn(before);
    return imported;
  }

  /** When nobody but us wrote since, the rows are still what the database holds. */
  async #knowOwn(before: Signature | undefined): Promise<void> {
    const after = await this.#signature();
    if (await isOneImport(this.#beads, before, after)) this.#readAt = after;
  }

  async #made(fresh: readonly Bead[], rows: Map<string, Bead>): Promise<void> {
    if (fresh.length === 0) return;
    for (const row of fresh) rows.set(row.id, row);
    await markIds(
      this.#options.dir,
      fresh.map(({ id }) => id),
    );
  }

  /** With these, should they have been released. */
  async #knownWith(wanted: readonly Readonly<{ id: string }>[]): Promise<Map<string, Bead>> {
    const recalled = wanted.flatMap(({ id }) => this.#released.recall(id));
    if (recalled.length > 0) await this.#read();
    return this.#known();
  }

  async #known(): Promise<Map<string, Bead>> {
    if (this.#rows === undefined) await this.#read();
    return this.#rows ?? new Map<string, Bead>();
  }

  /** Only when nobody wrote since: after a write of ours somebody else's may stand behind the same signature. */
  async #isUnchanged(): Promise<boolean> {
    return isSameState(this.#readAt, await this.#signature());
  }

  get #beads(): string {
    return join(this.#options.dir, ".beads");
  }

  #signature(): Promise<Signature | undefined> {
    return signatureOf(this.#beads);
  }

  async #read(): Promise<Exported> {
    const { dir, run } = this.#options;
    const before = await this.#signature();
    const exported = await withoutCameBack(run, await this.#export());
    const marker = await readMarker(dir);
    const ids = new Set([...(marker?.ids ?? []), ...(this.#rows?.keys() ?? [])]);
    await refuseLoss(run, ids, this.#rows, exported.rows);
    this.#rows = this.#released.sift(exported.rows);
    this.#readAt = isSameState(before, await this.#signature()) ? before : undefined;
    const isMarked =
      marker?.ids.length === exported.rows.size && marker.ids.every((id) => exported.rows.has(id));
    if (!isMarked || marker?.store !== "bd")
      await writeMarker(dir, { store: "bd", ids: [...exported.rows.keys()] });
    return exported;
  }

  /** Rows older than we know them are a stale answer, unless Beads says so twice: then somebody put them back. */
  async #export(): Promise<Exported> {
    const ask = async () => exportAnswer(await this.#options.run(["export", "--include-memories", "--json"]));
    const exported = await ask();
    const isOlder = [...(this.#rows ?? [])].some(
      ([id, { updated_at: known }]) => (exported.rows.get(id)?.updated_at ?? known) < known,
    );
    return isOlder ? ask() : exported;
  }
}

/** Rows that a person had deleted and an import made again, in this process or in one that was killed: they are deleted again. */
async function withoutCameBack(run: RunBd, exported: Exported): Promise<Exported> {
  const cameBack = [...exported.rows.values()].filter((row) => row["sender"] === cameBackMark);
  for (const { id } of cameBack) await run(["delete", id, "--force", "--json"]);
  const rows = [...exported.rows].filter(([, row]) => !cameBack.includes(row));
  return cameBack.length === 0 ? exported : { ...exported, rows: new Map(rows) };
}
