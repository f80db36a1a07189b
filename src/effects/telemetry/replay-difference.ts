import type { Change } from "#src/core/change.ts";
import type { Effect } from "#src/core/effect.ts";
import type { ChangedRow } from "#src/core/trace-line.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { changedFields, digestOf, dueEntry, readEntry } from "./row-digest.ts";

/** A row that is another today. `was` and `is` are the status it came to then and today; absent: the event did not change the row. */
export type RowDifference = Readonly<{
  task: string;
  title: string;
  was?: string;
  is?: string;
  /** Only on one side a receipt that may wait for the next write. */
  lazy?: boolean;
  /** The fields that differ, with what they hold today. */
  fields: Readonly<Record<string, unknown>>;
}>;

export type EffectDifference = Readonly<{
  type: string;
  key: string;
  /** Due then, due today, or both times but with something else in it. */
  due: "was" | "is" | "both";
}>;

/** @param before what both decided on */
export function compareRows(
  before: Tree,
  today: readonly Change[],
  told: readonly ChangedRow[],
): RowDifference[] {
  const [mine, theirs] = [
    new Map(today.map((change) => [change.task.id, change])),
    new Map(told.map((row) => [row.id, row])),
  ];
  return [...new Set([...theirs.keys(), ...mine.keys()])].flatMap((id) => {
    const [change, row] = [mine.get(id), theirs.get(id)];
    const isSame = change !== undefined && row !== undefined && digestOf(change.task) === row.row;
    const lazy = change !== undefined && row !== undefined && change.lazy !== (row.lazy ?? false);
    if (isSame && !lazy) return [];
    const task = change?.task ?? before.tasks.get(id);
    const fields = isSame ? {} : differing(task, row, before.tasks.get(id));
    return [
      {
        task: id,
        title: task?.title ?? "",
        ...(row && { was: row.status }),
        ...(change && { is: change.task.status }),
        ...(lazy && { lazy }),
        fields,
      },
    ];
  });
}

/** @param then the entries that were due, by their keys */
export function compareEffects(
  then: ReadonlyMap<string, string>,
  today: readonly Effect[],
): EffectDifference[] {
  const now = new Map(today.map((effect) => [effect.key, effect]));
  const lost = [...then].flatMap(([key, entry]): EffectDifference[] => {
    const effect = now.get(key);
    if (effect === undefined) return [{ ...readEntry(entry), due: "was" }];
    return dueEntry(effect) === entry ? [] : [{ type: effect.type, key, due: "both" }];
  });
  const added = today.filter(({ key }) => !then.has(key));
  return [...lost, ...added.map(({ type, key }): EffectDifference => ({ type, key, due: "is" }))];
}

/** The fields that one of both changed and the other did not, or to something else. */
function differing(
  task: Task | undefined,
  row: ChangedRow | undefined,
  before: Task | undefined,
): Record<string, unknown> {
  const today = task === undefined ? new Map<string, unknown>() : changedFields(task, before);
  const then = new Map(Object.entries(row?.fields ?? {}));
  const names = [...new Set([...then.keys(), ...today.keys()])].filter((name) => {
    if (!then.has(name) || !today.has(name)) return true;
    const value = today.get(name);
    return then.get(name) !== (value === undefined ? null : digestOf(value));
  });
  return Object.fromEntries(names.map((name) => [name, valueOf(task, name)]));
}

function valueOf(task: Task | undefined, name: string): unknown {
  const [first = "", second] = name.split(".");
  const holder = second === undefined ? task : task?.facts;
  const entry = Object.entries(holder ?? {}).find(([key]) => key === (second ?? first));
  return entry?.[1] ?? null;
}
