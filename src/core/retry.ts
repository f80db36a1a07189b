import { askPerson } from "./ask.ts";
import { isOpen, type Outcome, startKey } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import { escalated } from "./escalation.ts";
import { ladderOf } from "./ladder.ts";
import { dropHelp } from "./lost-call.ts";
import { isWanted } from "./readiness.ts";
import { type Failed, type History, type Remedy, remedyOf, rungAfter } from "./remedy.ts";
import { hash53 } from "./task-id.ts";
import { depthOf, rootOf, type Task, type Tree } from "./tree.ts";

/**
 * Writes down how an open attempt ended and where its task goes from there (design §7). A task that was closed or
 * taken back meanwhile stays where it is.
 */
export function endAttempt(draft: Draft, task: Task, n: number, outcome: Outcome): void {
  const attempt = task.attempts.find((each) => each.n === n);
  if (attempt === undefined || !isOpen(attempt)) return;
  const attempts = task.attempts.map((each) => (each === attempt ? { ...each, outcome } : each));
  const ended = { ...task, attempts };
  if (isWanted(task, attempt)) apply(draft, ended, outcome);
  else draft.put(ended);
}

function apply(draft: Draft, task: Task, outcome: Outcome): void {
  const remedy = remedyOf(historyOf(draft, task));
  const { reason } = outcome;
  switch (remedy.do) {
    case "ask":
      return askPerson(draft, task, { kind: remedy.kind, reason: remedy.words });
    case "escalate":
      return draft.put(escalated(task, outcome));
    case "split":
      return draft.put(toBeSplit(task, `${reason}; it is split next`, draft.rules.now));
    case "back off":
      return draft.put(backOff(draft, task, outcome, remedy));
    default:
      return draft.put({ ...task, status: "ready", reason });
  }
}

/** Where the next attempt stands on the ladder; past its end when nothing is left to try. */
export function nextRung(task: Task, ladder: readonly string[]): number {
  const failed = failedOf(task);
  const [first, ...more] = failed;
  if (first === undefined) return task.ladder?.rung ?? 0;
  return rungAfter({ failed: [first, ...more], ladder, infraRetriesMax: 0 });
}

/** Its ladder begins anew, on this rung: what failed up to now says nothing of what is tried from here on. */
export function freshLadder(task: Task, rung = 0): Task {
  return { ...task, ladder: { after: task.attempts.at(-1)?.n ?? 0, rung } };
}

/** It is planned once more, and only a split is accepted. */
export function toBeSplit(task: Task, reason: string, now: number): Task {
  const planning = { ask: (task.planning?.ask ?? 0) + 1, refusals: [], reservedUsd: 0, mustSplit: true };
  return { ...dropHelp(task, now), status: "blocked", planning, reason };
}

/** Is a level left below it, and a size? */
export function maySplit(tree: Tree, task: Task): boolean {
  const { depthMax } = rootOf(tree).facts.config.limits;
  return task.size !== "XS" && depthOf(tree, task) < depthMax;
}

function historyOf(draft: Draft, task: Task): History {
  const { limits } = draft.root.facts.config;
  return {
    failed: failedOf(task) as [Failed, ...Failed[]],
    ladder: ladderOf(draft.tree, task),
    infraRetriesMax: limits.infraRetriesMax,
    // M is tried as one piece first.
    splits: task.size === "M" && task.planning?.mustSplit !== true && maySplit(draft.tree, task),
  };
}

/** Of its present ladder. */
function failedOf({ attempts, ladder }: Task): Failed[] {
  return attempts.flatMap(({ outcome, ...attempt }) =>
    outcome === undefined || attempt.n <= (ladder?.after ?? 0) ? [] : [{ ...attempt, outcome }],
  );
}

/** It waits, longer each time, or for a restart when nothing else can help. */
function backOff(
  draft: Draft,
  task: Task,
  { reason, fault }: Outcome,
  { count }: Extract<Remedy, { do: "back off" }>,
): Task {
  const key = startKey(task.id);
  const retryAt = draft.rules.now + backoffMs(`${key}/${task.attempts.length}`, count);
  const waits = { key, count, message: reason };
  return {
    ...task,
    status: "ready",
    reason,
    trouble: [
      ...task.trouble.filter((each) => each.key !== key),
      fault === undefined ? { ...waits, retryAt } : waits,
    ],
  };
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
