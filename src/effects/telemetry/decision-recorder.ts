import type { Change } from "#src/core/change.ts";
import type { Effect } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { DueDelta, TraceEntry, TraceSink } from "#src/core/trace-line.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { holdsMasked, putTextsAway } from "./long-texts.ts";
import { changedFields, digestOf, dueEntry, isSame } from "./row-digest.ts";

export type Step = Readonly<{ event: TreeEvent; changes: readonly Change[] }>;

/** One batch as it was decided, and is in Beads by now. */
export type Batch = Readonly<{
  /** What the first step was decided on. */
  before: Tree;
  /** What the last step made of it. */
  after: Tree;
  /** Another number than at the batch before: `before` was read again, and may not be what we left. */
  loads: number;
  steps: readonly Step[];
  now: number;
  /** What is due after the last step, at `now`. */
  due: readonly Effect[];
}>;

type Rows = ReadonlyMap<string, Task>;
/** By key, as it is told and as it is. */
type Due = ReadonlyMap<string, Readonly<{ entry: string; json: string }>>;
type Known = Readonly<{
  rows: Rows;
  due: Due;
  loads: number;
  segment: number;
  /** The rows that were written last. */
  written: readonly string[];
}>;

/** So many bytes of rows are told on one line. */
const rowsBytesMax = 200_000;

/**
 * Writes the decisions of one root so that a replay can come to the same answers: each event whole, digests of the rows it changed, and by
 * how much what is due became another. A line has the event's own size (long texts lie beside the trace), some 150 bytes for each changed
 * row and 80 for each effect that became due: it does not grow with the tree. Rows are told where they came from elsewhere: all of them at
 * the start and when older lines may be dropped, after a reload those that differ. Once a credential was masked in the root's texts,
 * changed rows are told whole, since a masked text may decide differently.
 */
export class DecisionRecorder {
  readonly #root: string;
  readonly #trace: TraceSink;
  #known: Known | undefined;
  #isMasked = false;

  constructor(root: string, trace: TraceSink) {
    this.#root = root;
    this.#trace = trace;
  }

  /** To be called when the batch is durable: what was refused and decided again is told once. */
  record({ before, after, loads, steps, now, due }: Batch): void {
    const segment = this.#trace.segment?.() ?? 0;
    const known = this.#known?.segment === segment ? this.#known : undefined;
    const dueBefore: Due = known?.due ?? new Map();
    const dueNow: Due = new Map(due.map((effect) => [effect.key, told(effect, dueBefore)]));
    const delta = deltaOf(dueBefore, dueNow);
    const hasMoved = delta.now.length + delta.gone.length > 0;
    const kept = steps.filter(({ event, changes }) => changes.length > 0 || event.type !== "TimePassed");
    // Time alone made something due: that is an answer, too.
    if (kept.length === 0 && hasMoved) kept.push(...steps.slice(-1));
    if (kept.length === 0) return;
    if (known?.loads !== loads || isOtherwise(known, before)) this.#tellRows(known?.rows, before.tasks);
    const rows = new Map<string, Task>();
    for (const [index, { event, changes }] of kept.entries()) {
      const last = index === kept.length - 1 ? { due: delta } : {};
      const row = (id: string) => rows.get(id) ?? before.tasks.get(id);
      this.#tell(event, changes, { row, rest: { now, ...last } });
      for (const { task } of changes) rows.set(task.id, task);
    }
    this.#known = { rows: after.tasks, due: dueNow, loads, segment, written: [...rows.keys()] };
  }

  #tell(
    event: TreeEvent,
    changes: readonly Change[],
    { row, rest }: { row: (id: string) => Task | undefined; rest: { now: number; due?: DueDelta } },
  ): void {
    const changed = changes.map((change) => ({
      ...change,
      fields: changedFields(change.task, row(change.task.id)),
    }));
    this.#lookForMasked([event, ...changed.flatMap(({ fields }) => [...fields.values()])]);
    const attrs = {
      event: event.type,
      said: this.#away(event),
      changes: changed.map(({ task, lazy, fields }) => ({
        id: task.id,
        status: task.status,
        row: digestOf(task),
        fields: digestsOf(fields),
        ...(lazy && { lazy }),
        ...(this.#isMasked && { as: this.#away(task) }),
      })),
      ...rest,
      ...(this.#isMasked && { masked: true }),
    };
    this.#trace.write({ type: "decision", root: this.#root, attrs });
  }

  #tellRows(known: Rows | undefined, rows: Rows): void {
    const isWhole = known === undefined;
    const differ = isWhole
      ? [...rows.values()]
      : [...rows.values()].filter((row) => !isSame(row, known.get(row.id)));
    const gone = isWhole ? [] : [...known.keys()].filter((id) => !rows.has(id));
    const order = isWhole ? undefined : orderOf(known, rows);
    if (!isWhole && differ.length === 0 && gone.length === 0 && order === undefined) return;
    this.#lookForMasked(differ);
    const why = !isWhole ? "reload" : this.#known === undefined ? "start" : "segment";
    const [first = [], ...others] = chunksOf(differ.map((row) => this.#away(row)));
    const masked = this.#isMasked ? { masked: true } : {};
    const write = (attrs: Extract<TraceEntry, { type: "rows" }>["attrs"]) =>
      this.#trace.write({ type: "rows", root: this.#root, attrs: { ...attrs, ...masked } });
    const inOrder = order === undefined ? {} : { order };
    write({ why, whole: isWhole, tasks: first, gone, ...(others.length === 0 && inOrder) });
    for (const [index, tasks] of others.entries())
      write({ why, whole: false, tasks, gone: [], ...(index === others.length - 1 && inOrder) });
  }

  #lookForMasked(values: readonly unknown[]): void {
    const { mask } = this.#trace;
    if (mask !== undefined) this.#isMasked ||= holdsMasked(values, mask);
  }

  #away<Value extends object>(value: Value): Value {
    return putTextsAway(value, this.#trace.blob) as Value;
  }
}

function told(effect: Effect, before: Due): { entry: string; json: string } {
  const json = JSON.stringify(effect);
  const known = before.get(effect.key);
  return known?.json === json ? known : { entry: dueEntry(effect), json };
}

function deltaOf(before: Due, due: Due): DueDelta {
  const now = [...due].flatMap(([key, { entry }]) => (before.get(key)?.entry === entry ? [] : [entry]));
  return { now, gone: [...before.keys()].filter((key) => !due.has(key)) };
}

function digestsOf(fields: ReadonlyMap<string, unknown>): Record<string, string | null> {
  return Object.fromEntries(
    [...fields].map(([name, value]) => [name, value === undefined ? null : digestOf(value)]),
  );
}

/** Undefined when those that both know stand as they stood, and what is new behind them: so a replay would put them. */
function orderOf(known: Rows, rows: Rows): string[] | undefined {
  const expected = [...known.keys()].filter((id) => rows.has(id));
  expected.push(...[...rows.keys()].filter((id) => !known.has(id)));
  const order = [...rows.keys()];
  return order.every((id, at) => id === expected[at]) ? undefined : order;
}

function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  const chunks: Row[][] = [];
  let left = 0;
  for (const row of rows) {
    const bytes = JSON.stringify(row).length;
    if (chunks.length === 0 || bytes > left) {
      chunks.push([]);
      left = rowsBytesMax;
    }
    chunks.at(-1)?.push(row);
    left -= bytes;
  }
  return chunks;
}

/** Does a row hold something else than was written into it? A status that a person gave it meanwhile is kept. */
function isOtherwise({ rows, written }: Known, { tasks }: Tree): boolean {
  return written.some((id) => {
    const [was, is] = [rows.get(id), tasks.get(id)];
    return was !== undefined && is !== undefined && !isSame(is, was);
  });
}
