import { withGuidance } from "./guidance.ts";
import type { Draft } from "./draft.ts";
import { type StuckTask, toPerson } from "./escalate.ts";
import { ended, seeksHelp } from "./escalation.ts";
import type { EventOf } from "./event.ts";
import type { Fix } from "./help.ts";
import { freshLadder, maySplit, toBeSplit } from "./retry.ts";
import { addUsage, noUsage } from "./usage.ts";

/** Calls of one step; the first reply that is not the contract is asked for once more. */
const asksMax = 2;

/** The router says who helps; whether that may be paid is decided when the call is made. */
export function onRouterReplied(draft: Draft, event: EventOf<"RouterReplied">): void {
  const task = paidTask(draft, event, "router");
  if (task === undefined) return;
  const { choice } = event;
  if (choice === undefined) return askAgain(draft, task, `the router gave no answer: ${problemOf(event)}`);
  const { question, reason } = choice;
  if (choice.choose === "person")
    return toPerson(draft, task, { why: `the router says: ${plain(reason)}`, question });
  const { escalation } = task;
  draft.put({
    ...task,
    status: "blocked",
    escalation: { ...escalation, step: "fixer", ask: 1, fixes: escalation.fixes + 1 },
  });
}

export function onFixerReplied(draft: Draft, event: EventOf<"FixerReplied">): void {
  const task = paidTask(draft, event, "fixer");
  if (task === undefined) return;
  const { fix } = event;
  if (fix === undefined || (fix.decision === "guide" && fix.guidance.trim() === ""))
    return askAgain(draft, task, `the fixer gave no answer: ${problemOf(event)}`);
  switch (fix.decision) {
    case "guide":
      return guide(draft, task, fix.guidance);
    case "split":
      return split(draft, task, fix);
    default:
      return toPerson(draft, task, { why: `the fixer says: ${plain(fix.reason) || "only you can decide"}` });
  }
}

/** The task that waits for this very reply, with what that cost. */
function paidTask(
  draft: Draft,
  event: EventOf<"RouterReplied"> | EventOf<"FixerReplied">,
  step: "router" | "fixer",
): StuckTask | undefined {
  const task = draft.task(event.task);
  if (task === undefined || task.status !== "escalated" || !seeksHelp(task)) return undefined;
  const { escalation } = task;
  if (escalation.step !== step || escalation.n !== event.n || escalation.ask !== event.ask) return undefined;
  return {
    ...task,
    planUsage: addUsage(task.planUsage ?? noUsage, event.usage),
    escalation: { ...escalation, reservedUsd: 0 },
  };
}

function askAgain(draft: Draft, task: StuckTask, why: string): void {
  const { escalation } = task;
  if (escalation.ask >= asksMax) return toPerson(draft, task, { why });
  draft.put({ ...task, status: "blocked", escalation: { ...escalation, ask: escalation.ask + 1 } });
}

/**
 * One attempt on the last rung: the strongest model failed without these words, and where it fails with them a weaker one would not have
 * done better.
 */
function guide(draft: Draft, task: StuckTask, text: string): void {
  const { fixer: by, worker } = draft.root.facts.config.models;
  const guidance = withGuidance(task, { from: "fixer", by, text, at: draft.rules.now });
  const { escalation } = task;
  const guided = { ...task, status: "ready" as const, guidance, escalation: ended(escalation) };
  draft.put(freshLadder(guided, worker.length - 1));
}

/** The planner's rules hold for it: every part is strictly smaller. Where no level or size is left below, a person decides. */
function split(draft: Draft, task: StuckTask, { reason }: Fix): void {
  const why = plain(reason) || "it is too big";
  if (!maySplit(draft.tree, task))
    return toPerson(draft, task, {
      why: `the fixer would split it (${why}), but nothing smaller is allowed below it`,
    });
  const { fixer: by } = draft.root.facts.config.models;
  const text = `It failed as one piece: ${why}`;
  const guidance = withGuidance(task, { from: "fixer", by, text, at: draft.rules.now });
  draft.put(toBeSplit({ ...task, guidance }, `the fixer says: ${why}; it is split next`, draft.rules.now));
}

function problemOf({ problem }: { problem?: string | undefined }): string {
  return problem ?? "it was not the agreed JSON";
}

/** Without the full stop: more is said after it. */
function plain(words: string): string {
  return words.trim().replace(/[.!]+$/, "");
}
