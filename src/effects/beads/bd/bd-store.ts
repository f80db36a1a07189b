import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PQueue from "p-queue";
import type { Bead, NewBead } from "../bead.ts";
import { readMarker, writeMarker } from "../marker.ts";
import { newRows } from "../new-rows.ts";
import { planWrites } from "../plan-writes.ts";
import type { TaskStore, Written } from "../task-store.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { answerOf, GraphAnswer } from "./answer.ts";
import { exportAnswer, type Exported } from "./export-answer.ts";
import { graphPlan } from "./graph-plan.ts";
import { importRows } from "./import-rows.ts";
import { refuseLoss } from "./refuse-loss.ts";
import type { RunBd } from "./run-bd.ts";

export type BdStoreOptions = Readonly<{ dir: string; actor: string; run: RunBd; release?: () => void }>;

/** The tree in a `bd` database: rows as last seen are kept, so that a write costs one spawn. */
export class BdStore implements TaskStore {
  readonly kind = "bd";
  readonly #options: BdStoreOptions;
  readonly #oneAtATime = new PQueue({ concurrency: 1 });
  #rows: Map<string, Bead> | undefined;

  constructor(options: BdStoreOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly Bead[]> {
    return this.#oneAtATime.add(async () => {
      const { rows } = await this.#read();
      return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    });
  }

  async create(beads: readonly NewBead[], message: string): Promise<readonly Bead[]> {
    return this.#oneAtATime.add(async () => {
      const stamp = { at: Date.now(), by: this.#options.actor };
      const fresh = newRows(beads, await this.#known(), stamp);
      if (fresh.length > 0) {
        await this.#createGraph(fresh, message).catch(async (error: unknown) => {
          // Cut off after Beads had it, or made by somebody else: the rows themselves tell.
          const { rows } = await this.#read();
          if (newRows(beads, rows, stamp).length > 0) throw error;
        });
      }
      const rows = await this.#known();
      return beads.flatMap(({ id }) => rows.get(id) ?? []);
    });
  }

  async write(updates: readonly Bead[]): Promise<Written> {
    return this.#oneAtATime.add(async () => {
      const rows = await this.#known();
      const { next, same, refused } = planWrites(updates, rows);
      if (next.length === 0) return { written: same, refused };
      const { isExact, ...imported } = await importRows(this.#options.run, next, rows);
      for (const id of imported.deleted) rows.delete(id);
      for (const row of imported.written) rows.set(row.id, row);
      const stored = isExact ? rows : (await this.#read()).rows;
      const written = imported.written.flatMap(({ id }) => stored.get(id) ?? []);
      return { written: [...written, ...same], refused: [...refused, ...imported.refused] };
    });
  }

  async export(): Promise<string> {
    return this.#oneAtATime.add(async () => (await this.#read()).text);
  }

  async close(): Promise<void> {
    await this.#oneAtATime.onIdle();
    this.#options.release?.();
  }

  async #createGraph(fresh: readonly Bead[], message: string): Promise<void> {
    const path = join(this.#options.dir, "tasks.plan.json");
    await writeFile(path, graphPlan(fresh, message));
    const { ids } = answerOf(
      "create",
      await this.#options.run(["create", "--graph", path, "--json"]),
      GraphAnswer,
    );
    await rm(path);
    const { rows } = await this.#read();
    const missing = fresh.find((row) => ids[row.id] !== row.id || !rows.has(row.id));
    if (missing !== undefined) throw new TaskStoreError("retry", `bd create did not make ${missing.id}`);
  }

  async #known(): Promise<Map<string, Bead>> {
    if (this.#rows === undefined) await this.#read();
    return this.#rows ?? new Map<string, Bead>();
  }

  async #read(): Promise<Exported> {
    const { dir, run } = this.#options;
    const exported = exportAnswer(await run(["export", "--include-memories", "--json"]));
    const marker = await readMarker(dir);
    const ids = new Set([...(marker?.ids ?? []), ...(this.#rows?.keys() ?? [])]);
    await refuseLoss(run, ids, this.#rows, exported.rows);
    this.#rows = new Map(exported.rows);
    const isMarked =
      marker?.ids.length === exported.rows.size && marker.ids.every((id) => exported.rows.has(id));
    if (!isMarked || marker?.store !== "bd")
      await writeMarker(dir, { store: "bd", ids: [...exported.rows.keys()] });
    return exported;
  }
}
