import type { Task, Tree } from "#src/core/tree.ts";
import { outline } from "#src/views/outline.ts";
import { findNamed, type Named } from "./find-named.ts";

/** @throws NeedsHuman naming those that could be meant */
export function findTask(trees: readonly Tree[], wanted: string): Readonly<{ tree: Tree; task: Task }> {
  return findNamed(
    trees.flatMap((tree) => outline(tree).map(({ task }) => ({ ...nameOf(task), tree, task }))),
    wanted,
  );
}

function nameOf({ id, issue, title }: Task): Named {
  return { id, issue: issue?.number, title };
}
