import { shownStatus } from "#src/core/mirror-state.ts";
import { counted, usd } from "./amount.ts";
import { inline } from "./markdown.ts";
import type { OutlineRow } from "./outline.ts";
import { statusWord } from "./status-word.ts";

/** Above this many tasks, what is done is folded into one line, so that what is open stays in sight. */
const foldAbove = 60;
const linesMax = 150;

/** The tree below the root as a nested list; empty when there are no tasks yet. */
export function treeList(rows: readonly OutlineRow[]): string {
  const shown = rows.length > foldAbove ? unfolded(rows) : rows;
  const lines = shown.filter(({ depth }) => depth > 0);
  const more = lines.length - linesMax;
  return [
    ...lines.slice(0, linesMax).map((row) => lineOf(row, shown !== rows && isFolded(row))),
    ...(more > 0 ? [`- … and ${counted(more, "task")} more`] : []),
  ].join("\n");
}

function unfolded(rows: readonly OutlineRow[]): OutlineRow[] {
  let foldedAt = Infinity;
  return rows.filter((row) => {
    if (row.depth > foldedAt) return false;
    foldedAt = isFolded(row) ? row.depth : Infinity;
    return true;
  });
}

function isFolded({ depth, children, task }: OutlineRow): boolean {
  return depth > 0 && children > 0 && task.status === "done";
}

function lineOf(row: OutlineRow, folded: boolean): string {
  const { task, depth, children, leaves, leavesDone } = row;
  const { dot, word } = statusWord(shownStatus(task));
  const pull = pullOf(row);
  const facts = [
    task.size,
    ...(children > 0 ? [`${leavesDone} of ${leaves} done${folded ? ", folded" : ""}`] : []),
    ...(task.attempts.length > 0 ? [counted(task.attempts.length, "attempt")] : []),
    ...(pull === undefined ? [] : [`pull request #${pull}`]),
    ...(row.usd > 0 ? [usd(row.usd)] : []),
  ];
  const issue = task.issue === undefined ? "" : `#${task.issue.number} `;
  return `${"  ".repeat(depth - 1)}- ${dot} ${word} ${issue}${inline(task.title, 100)} (${facts.join(", ")})`;
}

/** Of the last attempt that came so far. */
export function pullOf({ task }: Pick<OutlineRow, "task">): number | undefined {
  return task.attempts.findLast(({ pullRequest }) => pullRequest !== undefined)?.pullRequest;
}
