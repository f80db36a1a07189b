import type { Planning, Task } from "./tree.ts";
import { addUsage, noUsage } from "./usage.ts";

/** The key of the effect that asks the planner. */
export function askKey(taskId: string, { ask }: Planning): string {
  return `${taskId}/plan/${ask}`;
}

/**
 * A planner call that may have been made, and whose reply nobody will hear: it cannot be asked what it cost, so its
 * reserve is charged. One that failed aloud cost nothing.
 */
export function chargeLostCall(task: Task): Task {
  const { planning } = task;
  if (task.status !== "planning" || planning === undefined) return task;
  if (task.trouble.some(({ key }) => key === askKey(task.id, planning))) return task;
  const lost = { ...noUsage, usd: planning.reservedUsd, calls: 1 };
  return { ...task, planUsage: addUsage(task.planUsage ?? noUsage, lost) };
}
