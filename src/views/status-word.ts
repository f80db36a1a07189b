import type { stateOf } from "#src/core/needs-you.ts";
import type { Status } from "#src/core/task.ts";

/** Colour always goes with the word. `glyph` takes one column on a terminal and says the same without colour. */
export type StatusWord = Readonly<{ dot: string; glyph: string; word: string }>;

const done = { dot: "🟢", glyph: "✓" };
const going = { dot: "🟡", glyph: "●" };
const person = { dot: "🔴", glyph: "!" };
const failed = { dot: "🔴", glyph: "✗" };
const waits = { dot: "⚪", glyph: "○" };

export function statusWord(status: Status): StatusWord {
  return words[status];
}

const words: Readonly<Record<Status, StatusWord>> = {
  queued: { ...waits, word: "queued" },
  ready: { ...waits, word: "ready" },
  planning: { ...going, word: "planning" },
  split: { ...going, word: "split" },
  running: { ...going, word: "running" },
  validating: { ...going, word: "validating" },
  blocked: { ...going, word: "blocked" },
  escalated: { ...going, word: "escalated" },
  needs_human: { ...person, word: "needs you" },
  failed: { ...failed, word: "failed" },
  done: { ...done, word: "done" },
  cancelled: { dot: "⚪", glyph: "-", word: "cancelled" },
};

export type TreeState = ReturnType<typeof stateOf>;

/** The whole tree in a word. */
export function stateWord(state: TreeState): StatusWord {
  return stateWords[state];
}

const stateWords: Readonly<Record<TreeState, StatusWord>> = {
  working: { ...going, word: "working" },
  waiting: { ...person, word: "waiting for you" },
  ready: { ...done, word: "ready for review" },
  merged: { ...done, word: "merged" },
  failed: { ...failed, word: "failed" },
};
