import type { PatchLimits } from "./patch-guard.ts";
import type { PathScope } from "./path-guard.ts";
import type { Limits } from "./rules.ts";
import type { Task } from "./tree.ts";

/** What an attempt at this task may touch and how much of it: told to the worker, and held against what it hands back. */
export function scopeOf(task: Task, limits: Limits): PathScope & { limits: PatchLimits } {
  const free = task.files.length === 0;
  const factor = task.size === "M" ? 2 : 1;
  return {
    // A repair or a review names no files: everything but what is protected anyway.
    owned: free ? ["**"] : task.files,
    protected: [],
    allowances: task.allowances ?? [],
    limits: {
      filesMax: free ? limits.leafFilesMax * 3 : Math.max(limits.leafFilesMax * factor, task.files.length),
      changedLinesMax: limits.leafChangedLinesMax * factor,
      bytesMax: limits.leafBytesMax * factor,
    },
  };
}
