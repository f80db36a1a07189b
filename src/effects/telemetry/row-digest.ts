import { hash } from "node:crypto";
import type { Effect } from "#src/core/effect.ts";
import type { Task } from "#src/core/tree.ts";

/** 60 bits of a value's canonical JSON: the order of keys and what is undefined do not count. */
export function digestOf(value: unknown): string {
  return hash("sha256", canonical(value), "base64url").slice(0, 10);
}

/** The fields of `row` that are others than in `before`; undefined where one is gone. Facts are told one by one, as `facts.<name>`. */
export function changedFields(row: Task, before: Task | undefined): Map<string, unknown> {
  const fields = new Map(differing(row, before));
  // Facts have their own names.
  if (fields.delete("facts"))
    for (const [name, value] of differing(row.facts, before?.facts)) fields.set(`facts.${name}`, value);
  return fields;
}

/** `<type> <key> <digest>` */
export function dueEntry(effect: Effect): string {
  return `${effect.type} ${effect.key} ${digestOf(effect)}`;
}

/** What an entry is about. */
export function readEntry(entry: string): { type: string; key: string } {
  // Keys may hold blanks, types and digests never do.
  const [from, to] = [entry.indexOf(" "), entry.lastIndexOf(" ")];
  return { type: entry.slice(0, from), key: entry.slice(from + 1, to) };
}

function differing(now: object | undefined, before: object | undefined): [string, unknown][] {
  const [after, earlier] = [new Map(entriesOf(now)), new Map(entriesOf(before))];
  const gone = [...earlier.keys()].filter((name) => !after.has(name));
  const others = [...after].filter(([name, value]) => !isSame(value, earlier.get(name)));
  return [...others, ...gone.map((name): [string, unknown] => [name, undefined])];
}

/** By what they say, not by the order in which they say it. */
export function isSame(one: unknown, other: unknown): boolean {
  return (
    one === other || JSON.stringify(one) === JSON.stringify(other) || canonical(one) === canonical(other)
  );
}

function entriesOf(value: object | undefined): [string, unknown][] {
  return Object.entries(value ?? {}).filter(([, each]) => each !== undefined);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = entriesOf(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}
