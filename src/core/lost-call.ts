import type { EventOf } from "./event.ts";
import type { Planning, Task } from "./tree.ts";
import { addUsage, noUsage } from "./usage.ts";

/** The key of the effect that asks the planner. */
export function askKey(taskId: string, { ask }: Planning): string {
  return `${taskId}/plan/${ask}`;
}

/**
 * A planner call that may have been made, and whose reply nobody will hear: it cannot be asked what it cost, so its
 * reserve is charged. One that failed aloud was settled then, as long as it was not due again since.
 * @param now milliseconds since the epoch
 */
export function chargeLostCall(task: Task, now: number): Task {
  const { planning } = task;
  if (task.status !== "planning" || planning === undefined) return task;
  const key = askKey(task.id, planning);
  if (task.trouble.some((each) => each.key === key && (each.retryAt ?? Infinity) > now)) return task;
  const lost = { ...noUsage, usd: planning.reservedUsd, calls: 1 };
  return { ...task, planUsage: addUsage(task.planUsage ?? noUsage, lost) };
}

/** A planner call that failed, and may have been paid for; one that nobody waits for was charged when it was dropped. */
export function settleFailedCall(task: Task, { key, usage, at }: EventOf<"EffectFailed">): Task {
  const { planning } = task;
  if (task.status !== "planning" || planning === undefined || askKey(task.id, planning) !== key) return task;
  const failures = [...(planning.failures ?? []), at].slice(-failuresKept);
  const settled = { ...task, planning: { ...planning, failures } };
  return usage === undefined
    ? settled
    : { ...settled, planUsage: addUsage(task.planUsage ?? noUsage, usage) };
}

/** Was this very failure of a planner call settled before? Its trouble may be forgotten since, by a restart or a person. */
export function wasSettled({ id, planning }: Task, { key, at }: EventOf<"EffectFailed">): boolean {
  return planning !== undefined && askKey(id, planning) === key && planning.failures?.includes(at) === true;
}

/** More than can wait to be worked off again after a power cut. */
const failuresKept = 16;
