import type { Effect } from "#src/core/effect.ts";
import { hash53 } from "#src/core/task-id.ts";
import type { Task } from "#src/core/tree.ts";

/**
 * 53 bits of what a value says: the order of keys and what is undefined do not count. Rows share most of what they hold with the rows they
 * were made from, and nothing in them is ever written over, so that each part is worked out once.
 */
export function digestOf(value: unknown): string {
  return isObject(value) ? digestOfObject(value) : hash53(signOf(value)).toString(36);
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

/** By what they say, not by the order in which they say it. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || signOf(one) === signOf(other);
}

function differing(now: object | undefined, before: object | undefined): [string, unknown][] {
  const [after, earlier] = [{ ...now } as Fields, { ...before } as Fields];
  const found: [string, unknown][] = [];
  for (const name of Object.keys(after))
    if (after[name] !== undefined && !isSame(after[name], earlier[name])) found.push([name, after[name]]);
  for (const name of Object.keys(earlier))
    if (earlier[name] !== undefined && after[name] === undefined) found.push([name, undefined]);
  return found;
}

type Fields = Readonly<Record<string, unknown>>;

const digests = new WeakMap<object, string>();

function digestOfObject(value: object): string {
  const known = digests.get(value);
  if (known !== undefined) return known;
  const digest = hash53(textOf(value)).toString(36);
  digests.set(value, digest);
  return digest;
}

function textOf(value: object): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => signOf(item ?? null)).join()}]`;
  const fields = value as Fields;
  const told = Object.keys(fields)
    .filter((name) => fields[name] !== undefined)
    .sort()
    .map((name) => `${jsonOf(name)}:${signOf(fields[name])}`);
  return `{${told.join()}}`;
}

/** Its JSON, or the digest of what has parts: no JSON begins like that. */
function signOf(value: unknown): string {
  return isObject(value) ? `#${digestOfObject(value)}` : jsonOf(value);
}

/** What needs no escape is not sent through JSON: most values are short words. */
function jsonOf(value: unknown): string {
  return typeof value === "string" && word.test(value) ? `"${value}"` : (JSON.stringify(value) ?? "");
}

const word = /^[\w .:/-]*$/;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
