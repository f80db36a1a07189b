import { createLogUpdate } from "log-update";
import { shownStatus } from "#src/core/mirror-state.ts";
import { needsYou } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { fitColumns } from "#src/views/columns.ts";
import { outline } from "#src/views/outline.ts";
import { paint } from "#src/views/paint.ts";
import { renderTree } from "#src/views/status-tree.ts";
import type { Progress } from "./progress.ts";

/** The tree in place, what needs a person above it, and the time it has taken. */
export function liveTree(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Progress {
  const update = createLogUpdate(stream);
  const started = performance.now();
  let shown: Tree | undefined;
  const draw = () => {
    if (shown !== undefined)
      update(frame(shown, lookOf(stream, env), performance.now() - started).join("\n"));
  };
  // The clock in the last line goes on while nothing else happens.
  const ticking = setInterval(draw, 1000);
  ticking.unref();
  stream.on("resize", draw);
  return {
    say: (line) => {
      update.persist(line);
      draw();
    },
    show: (tree) => {
      if (tree.tasks.size > 0) shown = tree;
      draw();
    },
    done: () => {
      clearInterval(ticking);
      stream.off("resize", draw);
      draw();
      update.done();
      shown = undefined;
    },
  };
}

export type Look = Readonly<{ width: number; height: number; colour: boolean }>;

function lookOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Look {
  // One column less than there are: a line that fills the last one makes some terminals wrap.
  const width = Math.max(20, (stream.columns || 80) - 1);
  return { width, height: Math.max(4, (stream.rows || 24) - 1), colour: stream.hasColors?.(env) ?? false };
}

/** Lines that fit: what is done gives way first, then whatever comes last; the last line says how much is hidden. */
export function frame(tree: Tree, look: Look, elapsedMs: number): string[] {
  const needs = needsYou(tree).map(({ what }) => {
    const line = fitColumns(`! needs you: ${what}`, look.width);
    return look.colour ? paint("🔴", line) : line;
  });
  const rows = outline(tree);
  const lines = renderTree(tree, look);
  const footer = lines.at(-1) ?? "";
  const top = needs.slice(0, Math.max(1, Math.floor(look.height / 3)));
  const room = Math.max(1, look.height - top.length - 1);
  const all = lines.slice(0, -1).map((line, index) => ({ line, row: rows[index] }));
  const open = all.filter(({ row }) => row?.depth === 0 || row === undefined || !isDone(row.task));
  const kept = (all.length > room ? open : all).slice(0, room);
  const hidden = all.length - kept.length;
  const facts = [...(hidden > 0 ? [`${hidden} more`] : []), footer, clockOf(elapsedMs)];
  return [...top, ...kept.map(({ line }) => line), fitColumns(facts.join(" · "), look.width)];
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
