import type { Judgement } from "./attempt.ts";
import type { EventOf } from "./event.ts";
import type { Limits } from "./rules.ts";

/** A commit whose checks are not known yet: they are read, or a verify run is started without waiting for any. */
export function judgementOf(sha: string, since: number, next: "ask" | "verify"): Judgement {
  return { sha, since, next, state: "pending", checks: [] };
}

/** A judgement whose commit is not known yet: the epic's head is read first. */
export function unread(since: number): Judgement {
  return { sha: "", since, next: "wait", state: "pending", checks: [] };
}

/** What a fresh reading of the checks makes of what was known; one that nobody waits for changes nothing. */
export function reread(
  known: Judgement,
  read: EventOf<"ChecksRead">,
  options: { limits: Limits; canVerify: boolean; holdsWhenLost: boolean },
): Judgement {
  const since = known.stateSince ?? known.since;
  const unasked =
    known.next === "settled" ||
    (known.next === "verify" && options.canVerify) ||
    (known.next === "wait" && read.at < since);
  if (unasked || read.sha !== known.sha) return known;
  const nothingNew = read.state === known.state && namesOf(read.checks) === namesOf(known.checks);
  const { again, cause: _cause, ...rest } = known;
  const judgement = {
    ...rest,
    state: read.state,
    stateSince: nothingNew ? since : read.at,
    checks: read.checks,
    ...(read.cause !== undefined && { cause: read.cause }),
    ...(read.digest !== undefined && { digest: read.digest }),
    ...(read.signature !== undefined && { signature: read.signature }),
  };
  const next = nextStep(judgement, read.at, options);
  const isStuck = next === "wait" && read.at >= (stuckAt(judgement, options.limits) ?? Infinity);
  return {
    ...judgement,
    ...(isStuck && { cause: "stuck" as const }),
    next: again && next === "wait" ? "ask" : next,
  };
}

/** Something moved on its commit or its run: it is read again, also when a reading is on its way just now. */
export function woken(judgement: Judgement): Judgement {
  if (judgement.next === "wait") return { ...judgement, next: "ask" };
  return judgement.next === "ask" ? { ...judgement, again: true } : judgement;
}

function namesOf(checks: Judgement["checks"]): string {
  return checks
    .map(({ name, conclusion }) => `${name}=${conclusion}`)
    .sort()
    .join("\n");
}

function nextStep(
  judgement: Judgement & { stateSince: number },
  at: number,
  { limits, canVerify, holdsWhenLost }: { limits: Limits; canVerify: boolean; holdsWhenLost: boolean },
): Judgement["next"] {
  const { state, since, stateSince, verifyRunId } = judgement;
  // A run that was lost says nothing of the commit: run again by a person, it speaks by the same name.
  if (state === "failed") return judgement.cause === "infra" && holdsWhenLost ? "wait" : "settled";
  if (state === "pending") return "wait";
  // A verify run speaks once; that it is silent is its last word too.
  if (verifyRunId !== undefined) return "settled";
  if (state === "passed") return at - stateSince >= limits.settleSecondsMin * 1000 ? "settled" : "wait";
  if (at - since < limits.noChecksSecondsMax * 1000) return "wait";
  return canVerify ? "verify" : "settled";
}

/** When a person is told that checks neither begin nor end; undefined where that is known, or has another cause. */
function stuckAt(
  { state, cause, since, stateSince = since }: Judgement,
  { runMinutesMax }: Limits,
): number | undefined {
  return state === "pending" && cause === undefined ? stateSince + runMinutesMax * 60_000 : undefined;
}

/** When the clock alone makes it worth to ask again; undefined when an event must come first. */
export function askAgainAt(judgement: Judgement, limits: Limits): number | undefined {
  const { next, state, since, stateSince = since, verifyRunId } = judgement;
  if (next !== "wait") return undefined;
  if (state === "pending") return stuckAt(judgement, limits);
  if (verifyRunId !== undefined) return undefined;
  if (state === "passed") return stateSince + limits.settleSecondsMin * 1000;
  return state === "none" ? since + limits.noChecksSecondsMax * 1000 : undefined;
}
