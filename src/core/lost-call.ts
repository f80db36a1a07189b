import type { Caller } from "./caller.ts";
import { ended, type Escalation, helpKey, seeksHelp } from "./escalation.ts";
import type { EventOf } from "./event.ts";
import { type Planning, planKey } from "./planning.ts";
import { distilKey } from "./policy-draft.ts";
import type { Task } from "./tree.ts";
import { addUsage, noUsage } from "./usage.ts";

/** A call to a model that a task waits for. */
type Call = Readonly<{
  key: string;
  by: Exclude<Caller, "worker">;
  reservedUsd: number;
  failures: readonly number[];
  /** What changes with other moments at which it failed. */
  failedAt: (failures: number[]) => Partial<Task>;
}>;

/** The one that its status tells of. */
function callOf(task: Task): Call | undefined {
  if (task.status === "planning") return plannerCall(task);
  return task.status === "escalated" && seeksHelp(task) ? helpCall(task) : undefined;
}

/** With the one for a rule, beside which the task goes on. */
function callsOf(task: Task): Call[] {
  return [callOf(task), distillerCall(task)].filter((call) => call !== undefined);
}

function plannerCall({ id, planning }: Task): Call | undefined {
  return planning && callOfPlan(id, planning);
}

function callOfPlan(id: string, planning: Planning): Call {
  const { reservedUsd, failures = [] } = planning;
  const failedAt = (moments: number[]) => ({ planning: { ...planning, failures: moments } });
  return { key: planKey(id, planning), by: "planner", reservedUsd, failures, failedAt };
}

function helpCall(task: Task & { escalation: Escalation }): Call {
  const { id, escalation } = task;
  const { reservedUsd, failures = [] } = escalation;
  const failedAt = (moments: number[]) => ({ escalation: { ...escalation, failures: moments } });
  const by = escalation.step === "router" ? "router" : "fixer";
  return { key: helpKey(id, escalation), by, reservedUsd, failures, failedAt };
}

function distillerCall({ id, policy }: Task): Call | undefined {
  if (policy?.step !== "distil") return undefined;
  const { reservedUsd, failures = [] } = policy;
  const failedAt = (moments: number[]) => ({ policy: { ...policy, failures: moments } });
  return { key: distilKey(id, policy), by: "distiller", reservedUsd, failures, failedAt };
}

/**
 * The process was started: nobody will hear the replies to what an earlier one asked.
 * @param now milliseconds since the epoch
 */
export function chargeLostCalls(task: Task, now: number): Task {
  return callsOf(task).reduce((charged, call) => chargeLost(charged, call, now), task);
}

/** Does it hold money back for a planner whose reply it does not wait for any more? */
export function leftItsPlan(task: Task): task is Task & { planning: Planning } {
  return task.status !== "planning" && task.planning !== undefined && task.planning.reservedUsd > 0;
}

/** It was closed, merged, or moved with `bd` meanwhile: a reply that still comes is to a question that nobody asks any more. */
export function dropPlan(task: Task & { planning: Planning }, now: number): Task {
  const { id, planning } = task;
  return { ...chargeLost(task, callOfPlan(id, planning), now), planning: askedAnew(planning) };
}

/** The next call about a task whose earlier proposals were dealt with: numbers go on, refusals start afresh. */
export function askedAnew(planning: Planning): Planning {
  return { ...planning, ask: planning.ask + 1, refusals: [], reservedUsd: 0 };
}

/** Nobody is asked for help any more, whatever its status is by now; nothing is held back where no call was made. */
export function dropHelp(task: Task, now: number): Task {
  if (!seeksHelp(task)) return task;
  const call = helpCall(task);
  const charged = call.reservedUsd === 0 ? task : chargeLost(task, call, now);
  return { ...charged, escalation: ended(task.escalation) };
}

/** A call cannot be asked what it cost: where it may have been made its reserve is charged. */
function chargeLost(task: Task, call: Call, now: number): Task {
  if (!mayBeOnItsWay(task, call, now)) return task;
  const lost = { ...noUsage, usd: call.reservedUsd, calls: 1 };
  return { ...task, planUsage: addUsage(task.planUsage ?? noUsage, lost) };
}

/** What failed aloud was settled then, and is not made again before it is due; what was given up never is. */
function mayBeOnItsWay({ trouble }: Task, { key, failures }: Call, now: number): boolean {
  const failed = trouble.find((each) => each.key === key);
  if (failed === undefined) return true;
  const { retryAt } = failed;
  // A clock that stands before its last failure was set back, and says nothing of what was due since.
  return retryAt !== undefined && (retryAt <= now || now < (failures.at(-1) ?? 0));
}

/** A call that failed, and may have been paid for; one that nobody waits for was charged when it was dropped. */
export function settleFailedCall(task: Task, { key, usage, at }: EventOf<"EffectFailed">): Task {
  const call = callsOf(task).find((each) => each.key === key);
  if (call === undefined) return task;
  const settled = { ...task, ...call.failedAt([...call.failures, at].slice(-failuresKept)) };
  return usage === undefined
    ? settled
    : { ...settled, planUsage: addUsage(task.planUsage ?? noUsage, usage) };
}

/** Was this very failure of a call settled before? Its trouble may be forgotten since, by a restart or a person. */
export function wasSettled(task: Task, { key, at }: EventOf<"EffectFailed">): boolean {
  const calls = [plannerCall(task), seeksHelp(task) ? helpCall(task) : undefined, distillerCall(task)];
  return calls.some((call) => call?.key === key && call.failures.includes(at));
}

/** What is charged leaves too little for the repeat of a call: its task waits for money where it was before. A rule is let go. */
export function withoutCall(task: Task): Task {
  return withoutRule(callOf(task) === undefined ? task : unpaid(task), "none");
}

/**
 * A call that failed is made again by the configuration as it is then. Where that costs another sum than what is held back, its task waits for
 * the money where it was before; what is on its way was made by the old one.
 * @param costs US dollars to be held back for a call by whom, undefined where no price is known
 */
export function reservedAnew(task: Task, now: number, costs: (by: Call["by"]) => number | undefined): Task {
  const isOther = (call: Call | undefined) =>
    call !== undefined && !mayBeOnItsWay(task, call, now) && costs(call.by) !== call.reservedUsd;
  const left = isOther(callOf(task)) ? unpaid(task) : task;
  return isOther(distillerCall(task)) ? withoutRule(left, "wanted") : left;
}

function unpaid(task: Task): Task {
  const { planning, escalation } = task;
  return task.status === "planning" && planning
    ? { ...task, status: "blocked", planning: { ...planning, reservedUsd: 0 } }
    : { ...task, status: "blocked", ...(escalation && { escalation: { ...escalation, reservedUsd: 0 } }) };
}

function withoutRule(task: Task, step: "none" | "wanted"): Task {
  const { policy } = task;
  return policy?.step === "distil" ? { ...task, policy: { ...policy, step, reservedUsd: 0 } } : task;
}

/** More than can wait to be worked off again after a power cut. */
const failuresKept = 16;
