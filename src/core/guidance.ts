import { byteLength } from "./cut-middle.ts";
import type { Guidance } from "./question.ts";
import type { Task, Tree } from "./tree.ts";

/** So many answers, and this many bytes of them, leave room in a worker's briefing for the task itself. */
const most = 10;
const bytesMost = 16_000;

/**
 * What was said to a task, and to what it is a part of, verbatim, the oldest first. Of more than a briefing can hold the latest, its own before
 * those from above.
 */
export function guidanceFor(tree: Tree, task: Task, bytesMax = bytesMost): Guidance[] {
  const kept: Guidance[] = [];
  let room = Math.min(bytesMax, bytesMost);
  for (let at: Task | undefined = task; at !== undefined; at = tree.tasks.get(at.parent ?? ""))
    for (const said of (at.guidance ?? []).toReversed()) {
      room -= byteLength(said.text);
      if (kept.length >= most || room < 0) break;
      kept.unshift(said);
    }
  return kept.toSorted((a, b) => a.at - b.at);
}
