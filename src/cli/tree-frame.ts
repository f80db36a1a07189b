import { shownStatus } from "#src/core/mirror-state.ts";
import type { Need } from "#src/core/needs-of-task.ts";
import { needsYou } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { fitColumns } from "#src/views/columns.ts";
import { outline } from "#src/views/outline.ts";
import { paint } from "#src/views/paint.ts";
import { oneLine } from "#src/views/plain.ts";
import { renderTree } from "#src/views/status-tree.ts";

export type Look = Readonly<{ width: number; height: number; colour: boolean }>;

/** Lines that fit: what is done gives way first, then whatever comes last; the last line says how much is hidden. */
export function treeFrame(tree: Tree, look: Look, elapsedMs: number): string[] {
  const needs = needsYou(tree).map((need) => {
    const line = fitColumns(needLine(tree, need), look.width);
    return look.colour ? paint("🔴", line) : line;
  });
  const rows = outline(tree);
  const lines = renderTree(tree, look).slice(0, -1);
  const top = needs.slice(0, Math.max(1, Math.floor(look.height / 3)));
  const room = Math.max(1, look.height - top.length - 1);
  const all = lines.map((line, index) => ({ line, row: rows[index] }));
  const open = all.filter(({ row }) => row?.depth === 0 || row === undefined || !isDone(row.task));
  const kept = (all.length > room ? open : all).slice(0, room);
  const hidden = all.length - kept.length;
  const clock = `${hidden > 0 ? ` · ${hidden} more` : ""} · ${clockOf(elapsedMs)}`;
  const footer = renderTree(tree, { ...look, width: look.width - clock.length }).at(-1) ?? "";
  return [...top, ...kept.map(({ line }) => line), footer + clock];
}

/** One line: which task waits, and for what. */
export function needLine(tree: Tree, { task: id, what }: Need): string {
  const task = tree.tasks.get(id);
  const name = task === undefined || task.parent === null ? "" : `${task.title}: `;
  return oneLine(`! needs you: ${name}${what}`);
}

function isDone(task: Parameters<typeof shownStatus>[0]): boolean {
  return shownStatus(task) === "done";
}

/** `7 s`, `1:05`, `1:02:03` */
function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  if (h > 0) return `${h}:${two(m)}:${two(s)}`;
  return m > 0 ? `${m}:${two(s)}` : `${s} s`;
}
