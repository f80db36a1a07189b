import { byteLength } from "./cut-middle.ts";
import type { Guidance } from "./question.ts";
import type { Task, Tree } from "./tree.ts";

/** A task keeps so many of what was said to it, the latest. */
const keptMost = 10;

/** So many answers, and this many bytes of them, leave room in a worker's briefing for the task itself. */
const most = 10;
const bytesMost = 16_000;

/** What was said to a task, with one thing more. */
export function withGuidance({ guidance = [] }: Pick<Task, "guidance">, said: Guidance): Guidance[] {
  return [...guidance, said].slice(-keptMost);
}

/** As briefings tell it apart: what a model says has nobody's authority but its own. */
export type Told = Readonly<{ guidance: string[]; advice?: string[] }>;

/** What `guidanceFor` finds, in those two parts. */
export function toldTo(tree: Tree, task: Task, bytesMax?: number): Told {
  const said = guidanceFor(tree, task, bytesMax);
  const advice = said.filter(isAdvice).map(({ text }) => text);
  const guidance = said.filter((each) => !isAdvice(each)).map(({ text }) => text);
  return advice.length === 0 ? { guidance } : { guidance, advice };
}

function isAdvice({ from }: Guidance): boolean {
  return from === "fixer";
}

/**
 * What was said to a task, and to what it is a part of, verbatim, the oldest first. Of more than a briefing can hold the latest, its own before
 * those from above.
 */
export function guidanceFor(tree: Tree, task: Task, bytesMax = bytesMost): Guidance[] {
  const kept: Guidance[] = [];
  let room = Math.min(bytesMax, bytesMost);
  for (let at: Task | undefined = task; at !== undefined; at = tree.tasks.get(at.parent ?? ""))
    for (const said of (at.guidance ?? []).toReversed()) {
      if (said.overruled !== undefined) continue;
      room -= byteLength(said.text);
      if (kept.length >= most || room < 0) break;
      kept.unshift(said);
    }
  return kept.toSorted((a, b) => a.at - b.at);
}
