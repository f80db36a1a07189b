import type { Attempt, Outcome } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import type { FailureClass } from "./task.ts";
import { depthOf, type Task } from "./tree.ts";

/** Classes that cost no attempt: the same rung is climbed again. */
const free: readonly FailureClass[] = ["infra", "conflict"];

/** Classes that no further attempt can mend: a person decides. */
const forPeople: readonly FailureClass[] = ["spec", "unsafe"];

/** Writes down how an attempt ended and where its task goes from there (design §7). */
export function endAttempt(draft: Draft, task: Task, n: number, outcome: Outcome): void {
  const attempts = task.attempts.map((attempt) => (attempt.n === n ? { ...attempt, outcome } : attempt));
  const ended = { ...task, attempts };
  if (task.status === "cancelled" || task.status === "done") return draft.put(ended);
  const { config } = draft.root.facts;
  const repeated = trailing(
    attempts,
    (attempt) => attempt.outcome !== undefined && free.includes(attempt.outcome.class),
  );
  if (forPeople.includes(outcome.class)) return draft.put(needsHuman(ended, outcome.reason));
  if (free.includes(outcome.class) && repeated > config.limits.infraRetriesMax)
    return draft.put(needsHuman(ended, `${outcome.reason} (${repeated} times in a row)`));
  if (free.includes(outcome.class)) return draft.put(backOff(draft, ended, outcome, repeated));
  if (splitsOnFailure(draft, ended)) {
    const planning = { ask: (ended.planning?.ask ?? 0) + 1, refusals: [], reservedUsd: 0, mustSplit: true };
    return draft.put({
      ...ended,
      status: "blocked",
      planning,
      reason: `${outcome.reason}; it is split next`,
    });
  }
  const rung = nextRung(ended, config.models.worker);
  return rung < config.models.worker.length
    ? draft.put({ ...ended, status: "ready", reason: outcome.reason })
    : draft.put(needsHuman(ended, `every rung of the ladder was tried; the last: ${outcome.reason}`));
}

/**
 * Where the next attempt stands on the ladder. A failure climbs one rung; the same failure twice in a row
 * (no progress) skips the rungs that hold the same model.
 */
export function nextRung(task: Task, ladder: readonly string[]): number {
  const spent = task.attempts.filter(({ outcome }) => outcome !== undefined && !free.includes(outcome.class));
  const last = spent.at(-1);
  if (last === undefined) return 0;
  const before = spent.at(-2);
  const stuck =
    last.outcome?.class === "no_progress" ||
    (last.outcome?.signature !== undefined && last.outcome.signature === before?.outcome?.signature);
  const next = last.rung + 1;
  if (!stuck) return next;
  const other = ladder.findIndex((model, rung) => rung >= next && model !== last.model);
  return other === -1 ? ladder.length : other;
}

/** M is tried as one piece first, and split when that fails, if a level is left. */
function splitsOnFailure(draft: Draft, task: Task): boolean {
  const tried = task.attempts.filter(({ outcome }) => outcome !== undefined && !free.includes(outcome.class));
  const { depthMax } = draft.root.facts.config.limits;
  return task.size === "M" && tried.length === 1 && depthOf(draft.tree, task) < depthMax;
}

function backOff(draft: Draft, task: Task, outcome: Outcome, repeated: number): Task {
  const key = `${task.id}/start`;
  const retryAt = draft.rules.now + backoffMs(`${key}/${task.attempts.length}`, repeated);
  const trouble = [
    ...task.trouble.filter((each) => each.key !== key),
    { key, count: repeated, retryAt, message: outcome.reason },
  ];
  return { ...task, status: "ready", reason: outcome.reason, ...(outcome.class === "infra" && { trouble }) };
}

/**
 * Exponential from one second to fifteen minutes, spread over the lower half by the key
 * (full jitter without chance: two keys rarely come back at the same moment).
 */
export function backoffMs(key: string, count: number): number {
  const ceiling = Math.min(900_000, 1000 * 2 ** Math.min(count, 20));
  let hash = 0;
  for (const char of key) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  return Math.round(ceiling / 2 + (ceiling / 2) * (hash / 4294967296));
}

function needsHuman(task: Task, reason: string): Task {
  return { ...task, status: "needs_human", reason };
}

function trailing(attempts: readonly Attempt[], matches: (attempt: Attempt) => boolean): number {
  let count = 0;
  for (const attempt of [...attempts].reverse()) {
    if (!matches(attempt)) break;
    count += 1;
  }
  return count;
}
