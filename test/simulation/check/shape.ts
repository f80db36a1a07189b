import { sizeRank } from "#src/core/task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { isBehind } from "./behind.ts";
import { type Step, touched } from "./finding.ts";

/** I1: a task that was there once is there for ever, under the same parent. */
export function nothingLost({ before, after }: Step): string[] {
  if (before === undefined) return [];
  // Those of before that are not the very same now.
  return touched({ before: after, after: before }).flatMap(({ id, parent }) => {
    const now = after.tasks.get(id);
    if (now === undefined) return [`${id} is gone`];
    return now.parent === parent ? [] : [`${id} moved from ${parent} to ${now.parent}`];
  });
}

/** I5: a parent is done when every child is done, or a person waived it; only the root's merge ends it with open parts. */
export function parentsLast(step: Step): string[] {
  const { before, after } = step;
  const closed = touched(step).filter(
    ({ id, status }) => status === "done" && statusOf(before, id) !== "done",
  );
  return closed.flatMap((task) => {
    const isWaived = task.parent === null || task.closedBy !== undefined || task.reason?.includes("with bd");
    if (isWaived) return [];
    const open = [...after.tasks.values()].filter((each) => each.parent === task.id && !isBehind(each));
    return open.map(({ id, status }) => `${task.id} is done while its part ${id} is ${status}`);
  });
}

/** I10: the tree keeps its caps, and sizes fall from parent to part. */
export function caps(step: Step): string[] {
  const { before, after } = step;
  const { limits } = rootOf(after).facts.config;
  const fresh = touched(step).filter(({ id }) => before === undefined || !before.tasks.has(id));
  if (fresh.length === 0) return [];
  const words = fresh.flatMap((task) => {
    const depth = depthOf(after, task);
    const parent = task.parent === null ? undefined : after.tasks.get(task.parent);
    const isSmaller = parent === undefined || sizeRank(task.size) < sizeRank(parent.size);
    return [
      ...(depth > limits.depthMax + 1
        ? [`${task.id} is on level ${depth}, at most ${limits.depthMax} may be`]
        : []),
      ...(isSmaller || task.origin !== "plan"
        ? []
        : [`${task.id} (${task.size}) is not smaller than its parent`]),
    ];
  });
  const isOver = after.tasks.size > limits.nodesMax;
  return isOver ? [...words, `${after.tasks.size} tasks, at most ${limits.nodesMax} may be`] : words;
}

function statusOf(tree: Tree | undefined, id: string): Task["status"] | undefined {
  return tree?.tasks.get(id)?.status;
}

function depthOf(tree: Tree, { parent }: Task): number {
  const above = parent === null ? undefined : tree.tasks.get(parent);
  return above === undefined ? 0 : 1 + depthOf(tree, above);
}
