import type { Attempt, Judgement } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { judgementOf, reread } from "./judgement.ts";
import { endAttempt } from "./retry.ts";
import type { Task } from "./tree.ts";

/** Something moved on a commit: whoever waits on it asks again. An event only wakes; the reading decides. */
export function onChecksChanged(draft: Draft, event: EventOf<"ChecksChanged">): void {
  const wake = (judgement: Judgement): Judgement =>
    judgement.sha === event.sha && judgement.next === "wait" && judgement.verifyRunId === undefined
      ? { ...judgement, next: "ask" }
      : judgement;
  for (const task of draft.all()) mapJudgements(draft, task, wake);
}

/** Rewrites each judgement of a task, and touches the task only when one differs. */
export function mapJudgements(draft: Draft, task: Task, change: (judgement: Judgement) => Judgement): void {
  const attempts = task.attempts.map((attempt) => withJudgement(attempt, change));
  const check = task.check && { ...task.check, judgement: change(task.check.judgement) };
  const rootJudgement = task.facts?.judgement && change(task.facts.judgement);
  const touched =
    attempts.some((attempt, index) => attempt !== task.attempts[index]) ||
    check?.judgement !== task.check?.judgement ||
    rootJudgement !== task.facts?.judgement;
  if (!touched) return;
  draft.note({
    ...task,
    attempts,
    ...(check && { check }),
    ...(task.facts && rootJudgement && { facts: { ...task.facts, judgement: rootJudgement } }),
  });
}

function withJudgement(attempt: Attempt, change: (judgement: Judgement) => Judgement): Attempt {
  if (attempt.judgement === undefined || attempt.outcome !== undefined) return attempt;
  const judgement = change(attempt.judgement);
  return judgement === attempt.judgement ? attempt : { ...attempt, judgement };
}

export function onChecksRead(draft: Draft, event: EventOf<"ChecksRead">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const { config } = draft.root.facts;
  const options = { limits: config.limits, canVerify: verifyCommand(draft, task, event.about) !== null };
  if (event.about === "root" && task.facts?.judgement) {
    draft.putFacts({ judgement: reread(task.facts.judgement, event, options) });
  } else if (event.about === "check" && task.check?.n === event.n) {
    draft.put({ ...task, check: { ...task.check, judgement: reread(task.check.judgement, event, options) } });
  } else if (event.about === "attempt") {
    readAttempt(draft, task, event, options);
  }
}

function readAttempt(
  draft: Draft,
  task: Task,
  event: EventOf<"ChecksRead">,
  options: Parameters<typeof reread>[2],
): void {
  const attempt = task.attempts.find(({ n }) => n === event.n);
  if (attempt?.judgement === undefined || attempt.outcome !== undefined) return;
  const judgement = reread(attempt.judgement, event, options);
  const known = {
    ...task,
    attempts: task.attempts.map((each) => (each === attempt ? { ...each, judgement } : each)),
  };
  const conflict = event.mergeable === false && judgement.state === "none" && judgement.next !== "wait";
  draft.put(known);
  if (conflict)
    endAttempt(draft, known, event.n, { class: "conflict", reason: "the pull request cannot be merged" });
  else if (judgement.next === "settled" && judgement.state !== "passed")
    endAttempt(draft, known, event.n, {
      class: judgement.state === "failed" ? "check" : "spec",
      reason: judgement.state === "failed" ? failedWords(judgement) : noChecksWords,
      ...(judgement.digest !== undefined && { digest: judgement.digest }),
      ...(judgement.signature !== undefined && { signature: judgement.signature }),
    });
}

const noChecksWords =
  "no check spoke about this commit and there is no verify command: add `verify: <command>` to .github/fractal.yml, or let CI run for pull requests into the epic branch";

function failedWords(judgement: Judgement): string {
  const red = judgement.checks.filter(
    ({ conclusion }) => !["success", "neutral", "skipped"].includes(conclusion),
  );
  return `red: ${red.map(({ name, conclusion }) => `${name} (${conclusion})`).join(", ") || "checks"}`;
}

/** A run of fractal-verify.yml speaks for the commit. */
export function onVerifyDispatched(draft: Draft, event: EventOf<"VerifyDispatched">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  mapJudgements(draft, task, (judgement) =>
    judgement.sha === event.sha && judgement.next === "verify"
      ? { ...judgement, next: "wait", state: "pending", verifyRunId: event.runId }
      : judgement,
  );
}

/** The epic's head as it is now: the commit a composite's own check is run on. */
export function onEpicRead(draft: Draft, event: EventOf<"EpicRead">): void {
  const task = draft.task(event.task);
  if (task?.status !== "validating" || task.check?.judgement.sha !== "") return;
  draft.put({ ...task, check: { ...task.check, judgement: judgementOf(event.sha, draft, "verify") } });
}

/** The command that judges instead of CI: a composite's own, or the config's for whole commits. */
export function verifyCommand(draft: Draft, task: Task, about: "attempt" | "check" | "root"): string | null {
  const { config } = draft.root.facts;
  return about === "check" ? task.verify : (config.verify ?? null);
}
