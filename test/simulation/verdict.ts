import { dueForWork } from "#src/core/due-work.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Found } from "./parts.ts";

/** How a root must have ended when nobody disturbs it any more; what is wrong with it otherwise. */
export function verdictOf(tree: Tree): Found[] {
  if (tree.tasks.size === 0) return [end(tree, "was asked for and never taken in")];
  const state = stateOf(tree);
  if (state === "working") return [end(tree, `does not come to its end: ${waitsFor(tree)}`)];
  if (state === "waiting" && needsYou(tree).length === 0)
    return [end(tree, "waits for somebody and does not say for what")];
  if (state === "failed" && !isSaid(tree)) return [end(tree, "failed and does not say why")];
  return [];
}

function isSaid(tree: Tree): boolean {
  const { reason, closedBy } = rootOf(tree);
  return reason !== undefined || closedBy !== undefined || needsYou(tree).length > 0;
}

function end({ root }: Tree, words: string): Found {
  return { invariant: "end", words: `${root} ${words}` };
}

function waitsFor(tree: Tree): string {
  const due = dueForWork(tree, { now: Infinity }).map(({ key, type }) => `${type} ${key}`);
  const trouble = [...tree.tasks.values()].flatMap(({ trouble: all }) =>
    all.map(({ key, message }) => `${key}: ${message}`),
  );
  const open = [...tree.tasks.values()].map(({ id, status }) => `${id} ${status}`);
  return [`due ${due.join(", ") || "nothing"}`, ...trouble, open.slice(0, 12).join(", ")].join("; ");
}
