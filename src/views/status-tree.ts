import { ceilingUsd, moneyOf } from "#src/core/budget.ts";
import { shownStatus } from "#src/core/mirror-state.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { counted, leavesDone, usd } from "./amount.ts";
import { columns, fitColumns, padColumns } from "./columns.ts";
import { type OutlineRow, outline } from "./outline.ts";
import { paint } from "./paint.ts";
import { stateWord, statusWord, type StatusWord } from "./status-word.ts";
import { pullOf } from "./tree-list.ts";

export type TerminalLook = Readonly<{
  /** Columns; no line is longer. */
  width: number;
  colour: boolean;
}>;

/** The tree as lines for a terminal, one per task and one at the end with counts and money. Legible without colour. */
export function renderTree(tree: Tree, look: TerminalLook): string[] {
  const rows = outline(tree);
  const facts = rows.map((row) => factsOf(row, look.width));
  const factsWidth = Math.max(0, ...facts.map(columns));
  const lines = rows.map((row, index) => lineOf(tree, row, { facts: facts[index] ?? "", factsWidth, look }));
  return [...lines, footer(tree, rows[0], look)];
}

const wordWidth = 10;

function lineOf(
  tree: Tree,
  row: OutlineRow,
  { facts, factsWidth, look }: { facts: string; factsWidth: number; look: TerminalLook },
): string {
  const { task, depth } = row;
  const status = depth === 0 ? stateWord(stateOf(tree)) : statusWord(shownStatus(task));
  const word = padColumns(status.word, wordWidth);
  const before = `${branchOf(row)}${status.glyph} ${word} `;
  const room = Math.max(0, look.width - columns(before) - (factsWidth > 0 ? factsWidth + 2 : 0));
  const title = fitColumns(task.title, room);
  const text = facts === "" ? title : `${padColumns(title, room)}  ${facts}`;
  return `${branchOf(row)}${shown(status, word, look)} ${text}`.trimEnd();
}

function shown(status: StatusWord, word: string, { colour }: TerminalLook): string {
  const text = `${status.glyph} ${word}`;
  return colour ? paint(status.dot, text) : text;
}

function branchOf({ lasts }: OutlineRow): string {
  return lasts
    .map((last, index) => (index < lasts.length - 1 ? (last ? "   " : "│  ") : last ? "└─ " : "├─ "))
    .join("");
}

/** The narrower the terminal, the fewer of them: the title matters more. */
function factsOf(row: OutlineRow, width: number): string {
  const { task, depth, children, leaves, leavesDone: done } = row;
  if (depth === 0 || width < 50) return "";
  const pull = pullOf(row);
  const facts = [
    task.size.padEnd(2),
    usd(row.usd),
    ...(children > 0 ? [`${done}/${leaves} done`] : []),
    ...(task.attempts.length > 0 && width >= 70 ? [counted(task.attempts.length, "attempt")] : []),
    ...(pull !== undefined && width >= 70 ? [`#${pull}`] : []),
  ];
  return facts.join("  ");
}

function footer(tree: Tree, root: OutlineRow | undefined, { width }: TerminalLook): string {
  const { spentUsd, reservedUsd } = moneyOf(tree);
  const needs = needsYou(tree).length;
  const parts = [
    `${leavesDone(root)}`,
    `${usd(spentUsd)} of ${usd(ceilingUsd(tree))} spent`,
    ...(reservedUsd > 0 ? [`${usd(reservedUsd)} reserved`] : []),
    ...(needs > 0 ? [`${needs} ${needs === 1 ? "needs" : "need"} you`] : []),
  ];
  return fitColumns(parts.join(" · "), width);
}
