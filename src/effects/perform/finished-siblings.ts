import type { PlannerBriefing } from "#src/core/planner-briefing.ts";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";

/** What the parts before this one changed: later plans and leaves see earlier results. */
export function finishedSiblings(tree: Tree, task: Task): PlannerBriefing["siblings"] {
  if (task.parent === null) return [];
  return childrenOf(tree, task.parent)
    .filter(({ id, status }) => id !== task.id && status === "done")
    .map((sibling) => {
      const merged = sibling.attempts.find(({ mergedSha }) => mergedSha !== undefined);
      const summary = merged?.report?.summary ?? sibling.objective.slice(0, 500);
      const files = merged?.patch?.map(({ path }) => path) ?? sibling.files;
      return { title: sibling.title, summary: summary.slice(0, 2000), files: files.slice(0, 50) };
    });
}
