import { shownStatus } from "#src/core/mirror-state.ts";
import { stateOf } from "#src/core/needs-you.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { leavesDone, usd } from "./amount.ts";
import { inline } from "./markdown.ts";
import { outline, type OutlineRow } from "./outline.ts";
import { stateWord, statusWord } from "./status-word.ts";
import { treeList } from "./tree-list.ts";

/** How far a task and all below it is, and what it has cost. */
export function statusBlocks(tree: Tree, task: Task): string[] {
  const rows = below(outline(tree), task.id);
  const [top] = rows;
  const { dot, word } = task.parent === null ? stateWord(stateOf(tree)) : statusWord(shownStatus(task));
  return [
    `${dot} **${word}** ${inline(task.title, 100)}: ${leavesDone(top)}, ${usd(top?.usd ?? 0)} spent.`,
    treeList(rows),
  ];
}

/** The task's own row and those below it, as if it were the root. */
function below(rows: readonly OutlineRow[], id: string): OutlineRow[] {
  const from = rows.findIndex(({ task }) => task.id === id);
  const top = rows[from];
  if (top === undefined) return [];
  const end = rows.findIndex((row, at) => at > from && row.depth <= top.depth);
  return rows
    .slice(from, end === -1 ? undefined : end)
    .map((row) => ({ ...row, depth: row.depth - top.depth, lasts: row.lasts.slice(top.depth) }));
}
