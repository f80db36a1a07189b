import { z } from "zod";
import { apply, type Change } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { due } from "#src/core/due.ts";
import { TreeEvent } from "#src/core/event.ts";
import type { ChangedRow, DueDelta, TraceLine } from "#src/core/trace-line.ts";
import { Task, type Tree } from "#src/core/tree.ts";
import { bringTextsBack } from "./long-texts.ts";
import { compareEffects, compareRows } from "./replay-difference.ts";
import type { EffectDifference, RowDifference } from "./replay-difference.ts";
import { readEntry } from "./row-digest.ts";

/** Today's code answers otherwise than what was recorded. */
export type Difference = Readonly<{
  root: string;
  event: string;
  rows: readonly RowDifference[];
  effects: readonly EffectDifference[];
}>;

/**
 * `same`: today's code answers as it did then; `followed`: texts are masked, so the rows were taken as they are; `unknown`: of a root whose
 * rows were told on lines that are gone; `other`: the line is no decision.
 */
export type Replayed = Difference | "same" | "followed" | "unknown" | "other";

/** The line says something that this version does not know: nothing can be compared. */
export class UnknownLine extends Error {}

type AttrsOf<Type extends TraceLine["type"]> = Extract<TraceLine, { type: Type }>["attrs"];
type Root = { tree: Tree; due: Map<string, string>; isMasked: boolean };

/** Lives through a trace once more, line by line: each event is decided by today's code on the rows that it was decided on then. */
export class Replay {
  readonly #roots = new Map<string, Root>();
  readonly #text: (name: string) => string | undefined;

  /** @param text reads one that lies beside the trace */
  constructor(text: (name: string) => string | undefined) {
    this.#text = text;
  }

  /**
   * Takes the trace's next line.
   * @throws UnknownLine, or MissingText for a text that is not beside the trace any more
   */
  feed(line: TraceLine): Replayed {
    if (line.type === "rows") this.#takeRows(line.root, line.attrs);
    return line.type === "decision" ? this.#decide(line.root, line.attrs) : "other";
  }

  /** The root's rows after the last line that was taken; undefined while nothing is known of it. */
  tree(root: string): Tree | undefined {
    return this.#roots.get(root)?.tree;
  }

  #takeRows(id: string, { whole, tasks, gone, order, masked }: AttrsOf<"rows">): void {
    const known = whole ? undefined : this.#roots.get(id);
    // Its beginning was dropped.
    if (known === undefined && !whole) return;
    const rows = new Map(known?.tree.tasks);
    for (const task of tasks) rows.set(task.id, this.#row(task));
    for (const each of gone) rows.delete(each);
    const ids = order ?? [...rows.keys()];
    const inOrder = ids.flatMap((each) => {
      const task = rows.get(each);
      return task === undefined ? [] : [[each, task] as const];
    });
    this.#roots.set(id, {
      tree: { root: id, tasks: new Map(inOrder) },
      due: known?.due ?? new Map(),
      isMasked: (known?.isMasked ?? false) || masked === true,
    });
  }

  #decide(id: string, attrs: AttrsOf<"decision">): Replayed {
    const root = this.#roots.get(id);
    if (root === undefined) return "unknown";
    const event = this.#event(attrs.said);
    root.isMasked ||= attrs.masked === true;
    if (root.isMasked) {
      root.tree = apply(root.tree, this.#told(attrs.changes));
      return "followed";
    }
    const { now } = attrs;
    const changes = decide(root.tree, event, { now });
    const rows = compareRows(root.tree, changes, attrs.changes);
    root.tree = apply(root.tree, changes);
    // Of several lines that were decided together only the last tells what was due.
    const effects = attrs.due === undefined ? [] : compareDue(root, attrs.due, now);
    const isSame = rows.length + effects.length === 0;
    return isSame ? "same" : { root: id, event: event.type, rows, effects };
  }

  #event(said: object): TreeEvent {
    const event = bringTextsBack(said, this.#text);
    const { success, error } = TreeEvent.safeParse(event);
    if (!success)
      throw new UnknownLine(`its event is none that this version knows: ${z.prettifyError(error)}`);
    // As it was, since the order of keys may have been copied into rows.
    return event as TreeEvent;
  }

  #row(told: object): Task {
    const row = bringTextsBack(told, this.#text);
    const { success, error } = Task.safeParse(row);
    if (!success) throw new UnknownLine(`it holds a row that no task can be: ${z.prettifyError(error)}`);
    return row as Task;
  }

  #told(changes: readonly ChangedRow[]): Change[] {
    return changes.map(({ id, as, lazy }) => {
      if (as === undefined) throw new UnknownLine(`it is masked and does not hold the row ${id}`);
      return { task: this.#row(as), lazy: lazy ?? false };
    });
  }
}

function compareDue(root: Root, { gone, now: added }: DueDelta, now: number): EffectDifference[] {
  for (const key of gone) root.due.delete(key);
  for (const entry of added) root.due.set(readEntry(entry).key, entry);
  return compareEffects(root.due, due(root.tree, { now }));
}
