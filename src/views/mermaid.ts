import { shownStatus } from "#src/core/mirror-state.ts";
import type { OutlineRow } from "./outline.ts";
import { clip, oneLine } from "./plain.ts";
import { type StatusWord, statusWord } from "./status-word.ts";

/** More nodes than this are drawn too small to read. */
const nodesMax = 60;

/** The tree as a picture, parents solid, dependencies dotted; empty for a handful of tasks, and for too many. */
export function mermaidOf(rows: readonly OutlineRow[], state: StatusWord): string {
  if (rows.length < 4 || rows.length >= nodesMax) return "";
  const names = new Map(rows.map(({ task }, index) => [task.id, `t${index}`]));
  const nodes = rows.map(({ task }) => {
    const { dot, word } = task.parent === null ? state : statusWord(shownStatus(task));
    return `  ${names.get(task.id)}["${dot} ${word}: ${label(task.title)}"]`;
  });
  const edges = rows.flatMap(({ task }) => {
    const own = names.get(task.id);
    const parent = task.parent === null ? undefined : names.get(task.parent);
    const needs = task.needs.flatMap((need) => names.get(need) ?? []);
    return [
      ...(parent === undefined ? [] : [`  ${parent} --> ${own}`]),
      ...needs.map((need) => `  ${need} -.-> ${own}`),
    ];
  });
  return ["```mermaid", "flowchart LR", ...nodes, ...edges, "```"].join("\n");
}

/** Mermaid has a grammar of its own in labels: only letters, digits and plain punctuation are left. */
function label(title: string): string {
  return clip(oneLine(title.replace(/[^\p{L}\p{N}\s.,:()'/+-]/gu, " ")), 40);
}
