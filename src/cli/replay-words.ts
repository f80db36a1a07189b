import type { EffectDifference, RowDifference } from "#src/effects/telemetry/replay-difference.ts";
import { oneLine } from "#src/views/plain.ts";
import type { ReplayResult } from "./replay.ts";

/** The first difference as it is read: where, what happened, what became of it then and what today. A trace's own words are hostile. */
export function replayWords(result: ReplayResult): string {
  const { same, difference } = result;
  if (difference === undefined) return `same: ${decisions(same)}${beside(result)}\n`;
  const { file, line, seq, root, event, rows, effects } = difference;
  return [
    `different: line ${line} of ${file} (seq ${seq}), ${oneLine(`${event} in ${root}`)}, after ${decisions(same)} that ${same === 1 ? "is" : "are"} the same${beside(result)}`,
    ...rows.flatMap(rowWords),
    ...effects.map(effectWords),
    "",
  ].join("\n");
}

function decisions(count: number): string {
  return count === 1 ? "1 decision" : `${count} decisions`;
}

function beside({ roots, followed, unknown, torn }: ReplayResult): string {
  const notes = [
    roots > 1 ? `${roots} roots` : "",
    followed > 0 ? `${followed} more followed, not compared: credentials were masked in their texts` : "",
    unknown > 0 ? `${unknown} more left out: they go on from lines that were dropped` : "",
    torn > 0 ? `${torn} torn ${torn === 1 ? "line" : "lines"} left out` : "",
  ].filter((note) => note !== "");
  return notes.length === 0 ? "" : ` (${notes.join("; ")})`;
}

function rowWords({ task, title, was, is, lazy, fields }: RowDifference): string[] {
  const named = `  task ${oneLine(task)} “${oneLine(title)}”`;
  const names = Object.keys(fields).map(oneLine);
  const list = names.join(", ") || "the row as a whole";
  const values = Object.entries(fields).map(
    ([name, value]) => `    ${oneLine(name)} is today: ${cut(value)}`,
  );
  if (is === undefined) return [`${named}: changed to ${was} then (${list}), not changed today`];
  if (was === undefined) return [`${named}: not changed then, changed to ${is} today (${list})`, ...values];
  const status = was === is ? `${is} both times` : `${was} then, ${is} today`;
  if (lazy && names.length === 0) return [`${named}: ${status}; only one of both lets the write wait`];
  return [`${named}: ${status}; what differs: ${list}`, ...values];
}

function effectWords({ type, key, due }: EffectDifference): string {
  const words = {
    was: "was due then, is not due today",
    is: "was not due then, is due today",
    both: "is due both times, with something else in it",
  };
  return `  effect ${oneLine(`${type} ${key}`)}: ${words[due]}`;
}

function cut(value: unknown): string {
  const text = value === null ? "nothing" : oneLine(JSON.stringify(value));
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
