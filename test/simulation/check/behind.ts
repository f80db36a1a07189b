import type { Task } from "#src/core/tree.ts";

/** Done, or left out by a person: whoever waits for it goes on. */
export function isBehind(task: Task | undefined): boolean {
  return task?.status === "done" || (task?.status === "cancelled" && task.waived !== undefined);
}
