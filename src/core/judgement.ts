import type { Judgement } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import type { Limits } from "./rules.ts";

/** A commit whose checks are not known yet. In `verify` mode its own checks are never waited for. */
export function judgementOf(sha: string, draft: Draft, ci: "own" | "verify" | undefined): Judgement {
  return {
    sha,
    since: draft.rules.now,
    next: ci === "verify" ? "verify" : "ask",
    state: "pending",
    checks: [],
  };
}

/** What a fresh reading of the checks makes of what was known. */
export function reread(
  known: Judgement,
  read: EventOf<"ChecksRead">,
  options: { limits: Limits; canVerify: boolean },
): Judgement {
  if (known.next === "settled" || read.sha !== known.sha) return known;
  const same = read.state === known.state;
  const stateSince = same ? (known.stateSince ?? read.at) : read.at;
  const judgement: Judgement = {
    ...known,
    state: read.state,
    stateSince,
    checks: read.checks,
    ...(read.digest !== undefined && { digest: read.digest }),
    ...(read.signature !== undefined && { signature: read.signature }),
  };
  return { ...judgement, next: nextStep(judgement, read.at, options) };
}

function nextStep(
  judgement: Judgement,
  at: number,
  { limits, canVerify }: { limits: Limits; canVerify: boolean },
): Judgement["next"] {
  if (judgement.state === "failed") return "settled";
  if (judgement.state === "pending") return "wait";
  if (judgement.state === "passed") {
    if (judgement.verifyRunId !== undefined) return "settled";
    const settled = at - (judgement.stateSince ?? at) >= limits.settleSecondsMin * 1000;
    return settled ? "settled" : "wait";
  }
  if (at - judgement.since < limits.noChecksSecondsMax * 1000) return "wait";
  return canVerify ? "verify" : "settled";
}

/** When the clock alone makes it worth to ask again; undefined when an event must come first. */
export function askAgainAt(judgement: Judgement, limits: Limits): number | undefined {
  if (judgement.next !== "wait") return undefined;
  if (judgement.state === "passed")
    return (judgement.stateSince ?? judgement.since) + limits.settleSecondsMin * 1000;
  if (judgement.state === "none") return judgement.since + limits.noChecksSecondsMax * 1000;
  return undefined;
}
