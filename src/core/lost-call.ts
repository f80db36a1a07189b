import { helpKey, seeksHelp } from "./escalation.ts";
import type { EventOf } from "./event.ts";
import type { Planning, Task } from "./tree.ts";
import { addUsage, noUsage } from "./usage.ts";

/** The key of the effect that asks the planner. */
export function askKey(taskId: string, { ask }: Planning): string {
  return `${taskId}/plan/${ask}`;
}

/** A call to planner, router or fixer that a task waits for. */
type Call = Readonly<{
  key: string;
  reservedUsd: number;
  failures: readonly number[];
  /** The task with other moments at which it failed. */
  failedAt: (failures: number[]) => Task;
}>;

function callOf(task: Task): Call | undefined {
  if (task.status === "planning") return plannerCall(task);
  return task.status === "escalated" ? helpCall(task) : undefined;
}

function plannerCall(task: Task): Call | undefined {
  const { id, planning } = task;
  if (planning === undefined) return undefined;
  const { reservedUsd, failures = [] } = planning;
  const failedAt = (moments: number[]) => ({ ...task, planning: { ...planning, failures: moments } });
  return { key: askKey(id, planning), reservedUsd, failures, failedAt };
}

function helpCall(task: Task): Call | undefined {
  if (!seeksHelp(task)) return undefined;
  const { id, escalation } = task;
  const { reservedUsd, failures = [] } = escalation;
  const failedAt = (moments: number[]) => ({ ...task, escalation: { ...escalation, failures: moments } });
  return { key: helpKey(id, escalation), reservedUsd, failures, failedAt };
}

/**
 * A call that may have been made, and whose reply nobody will hear: it cannot be asked what it cost, so its
 * reserve is charged. One that failed aloud was settled then, as long as it was not due again since.
 * @param now milliseconds since the epoch
 */
export function chargeLostCall(task: Task, now: number): Task {
  const call = callOf(task);
  if (call === undefined) return task;
  const waits = task.trouble.some(({ key, retryAt }) => key === call.key && (retryAt ?? Infinity) > now);
  // A clock that stands before its last failure was set back, and says nothing of what was due since.
  if (waits && now >= (call.failures.at(-1) ?? 0)) return task;
  const lost = { ...noUsage, usd: call.reservedUsd, calls: 1 };
  return { ...task, planUsage: addUsage(task.planUsage ?? noUsage, lost) };
}

/** A call that failed, and may have been paid for; one that nobody waits for was charged when it was dropped. */
export function settleFailedCall(task: Task, { key, usage, at }: EventOf<"EffectFailed">): Task {
  const call = callOf(task);
  if (call === undefined || call.key !== key) return task;
  const settled = call.failedAt([...call.failures, at].slice(-failuresKept));
  return usage === undefined
    ? settled
    : { ...settled, planUsage: addUsage(task.planUsage ?? noUsage, usage) };
}

/** Was this very failure of a call settled before? Its trouble may be forgotten since, by a restart or a person. */
export function wasSettled(task: Task, { key, at }: EventOf<"EffectFailed">): boolean {
  return [plannerCall(task), helpCall(task)].some((call) => call?.key === key && call.failures.includes(at));
}

/** What is charged leaves too little for the repeat of a call: its task waits for money where it was before. */
export function withoutCall(task: Task): Task {
  if (callOf(task) === undefined) return task;
  const { planning, escalation } = task;
  return task.status === "planning" && planning
    ? { ...task, status: "blocked", planning: { ...planning, reservedUsd: 0 } }
    : { ...task, status: "blocked", ...(escalation && { escalation: { ...escalation, reservedUsd: 0 } }) };
}

/** More than can wait to be worked off again after a power cut. */
const failuresKept = 16;
