import { type Attempt, isOpen, type Outcome } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import { isWanted } from "./readiness.ts";
import type { FailureClass } from "./task.ts";
import { hash53 } from "./task-id.ts";
import { depthOf, type Task } from "./tree.ts";

/** Classes that cost no attempt: the same rung is climbed again. */
const free: readonly FailureClass[] = ["infra", "conflict"];

/** Classes that no further attempt can mend: a person decides. */
const forPeople: readonly FailureClass[] = ["spec", "unsafe"];

/**
 * Writes down how an open attempt ended and where its task goes from there (design §7). A task that was closed or
 * taken back meanwhile stays where it is.
 */
export function endAttempt(draft: Draft, task: Task, n: number, outcome: Outcome): void {
  const attempt = task.attempts.find((each) => each.n === n);
  if (attempt === undefined || !isOpen(attempt)) return;
  const attempts = task.attempts.map((each) => (each === attempt ? { ...each, outcome } : each));
  const ended = { ...task, attempts };
  draft.put(isWanted(task, attempt) ? remedied(draft, ended, outcome) : ended);
}

function remedied(draft: Draft, task: Task, outcome: Outcome): Task {
  const { config } = draft.root.facts;
  if (forPeople.includes(outcome.class)) return needsHuman(task, outcome.reason);
  if (free.includes(outcome.class)) {
    const repeated = freeInARow(task.attempts);
    return repeated > config.limits.infraRetriesMax
      ? needsHuman(task, `${outcome.reason} (${repeated} times in a row)`)
      : backOff(draft, task, outcome, repeated);
  }
  if (splitsOnFailure(draft, task)) {
    const planning = { ask: (task.planning?.ask ?? 0) + 1, refusals: [], reservedUsd: 0, mustSplit: true };
    return { ...task, status: "blocked", planning, reason: `${outcome.reason}; it is split next` };
  }
  return nextRung(task, config.models.worker) < config.models.worker.length
    ? { ...task, status: "ready", reason: outcome.reason }
    : needsHuman(task, `every rung of the ladder was tried; the last: ${outcome.reason}`);
}

/**
 * Where the next attempt stands on the ladder. A failure climbs one rung; the same failure twice in a row
 * (no progress) skips the rungs that hold the same model.
 */
export function nextRung(task: Task, ladder: readonly string[]): number {
  const [last, before] = paidFor(task).reverse();
  if (last === undefined) return 0;
  const stuck =
    last.outcome.class === "no_progress" ||
    (last.outcome.signature !== undefined && last.outcome.signature === before?.outcome.signature);
  const next = last.rung + 1;
  if (!stuck) return next;
  const other = ladder.findIndex((model, rung) => rung >= next && model !== last.model);
  return other === -1 ? ladder.length : other;
}

/** The attempts that count: each that ended by its own fault. */
function paidFor(task: Task): (Attempt & { outcome: Outcome })[] {
  return task.attempts.flatMap(({ outcome, ...attempt }) =>
    outcome === undefined || free.includes(outcome.class) ? [] : [{ ...attempt, outcome }],
  );
}

/** M is tried as one piece first, and split when that fails, if a level is left. */
function splitsOnFailure(draft: Draft, task: Task): boolean {
  const { depthMax } = draft.root.facts.config.limits;
  return task.size === "M" && paidFor(task).length === 1 && depthOf(draft.tree, task) < depthMax;
}

/** Infra waits, longer each time, or for a restart when nothing else can help; a conflict is redone at once. */
function backOff(draft: Draft, task: Task, outcome: Outcome, repeated: number): Task {
  const again: Task = { ...task, status: "ready", reason: outcome.reason };
  if (outcome.class !== "infra") return again;
  const key = startKey(task.id);
  const retryAt = draft.rules.now + backoffMs(`${key}/${task.attempts.length}`, repeated);
  const waits = { key, count: repeated, message: outcome.reason };
  return {
    ...again,
    trouble: [
      ...task.trouble.filter((each) => each.key !== key),
      outcome.fault === undefined ? { ...waits, retryAt } : waits,
    ],
  };
}

/** The key of the trouble that holds back a task's next attempt; no effect has it. */
export function startKey(taskId: string): string {
  return `${taskId}/start`;
}

/**
 * Full jitter: anything between nothing and a ceiling that doubles from one second to fifteen minutes, so that what failed
 * together does not come back together. Chance is a hash of key and count: asked again, it says the same.
 * Source: M. Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog).
 * @param atLeastMs how long the other side asked us to wait; a day at most is believed
 */
export function backoffMs(key: string, count: number, atLeastMs = 0): number {
  const ceiling = Math.min(900_000, 1000 * 2 ** Math.min(count, 20));
  const jitter = Math.floor(ceiling * (hash53(`${key}#${count}`) / 2 ** 53));
  return Math.min(Math.max(atLeastMs, 0), 86_400_000) + jitter;
}

function needsHuman(task: Task, reason: string): Task {
  return { ...task, status: "needs_human", reason };
}

function freeInARow(attempts: readonly Attempt[]): number {
  const spent = attempts.findLastIndex(
    ({ outcome }) => outcome === undefined || !free.includes(outcome.class),
  );
  return attempts.length - 1 - spent;
}
