import type { Judgement, Outcome } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { judgementOf, reread, woken } from "./judgement.ts";
import { nameInEvent } from "./names-of-task.ts";
import { endAttempt } from "./retry.ts";
import type { Task } from "./tree.ts";
import { verifyCommand } from "./verify-command.ts";

/** Something moved on a commit: whoever waits on it asks again. An event only wakes; the reading decides. */
export function onChecksChanged(draft: Draft, event: EventOf<"ChecksChanged">): void {
  const isMeant = ({ sha, verifyRunId }: Judgement) => sha === event.sha && verifyRunId === undefined;
  for (const task of draft.survey.named(nameInEvent(event))) mapJudgements(draft, task, isMeant, woken);
}

/** Rewrites those judgements of a task that are meant, if any; what was said of an ended attempt stays. */
export function mapJudgements(
  draft: Draft,
  task: Task,
  isMeant: (judgement: Judgement) => boolean,
  change: (judgement: Judgement) => Judgement,
): void {
  const known = [task.check, task.facts, ...task.attempts].map((each) => each?.judgement);
  if (!known.some((judgement) => judgement && isMeant(judgement))) return;
  const changed = (judgement: Judgement) => (isMeant(judgement) ? change(judgement) : judgement);
  const attempts = task.attempts.map((attempt) =>
    attempt.judgement && attempt.outcome === undefined
      ? { ...attempt, judgement: changed(attempt.judgement) }
      : attempt,
  );
  draft.note({
    ...task,
    attempts,
    ...(task.check && { check: { ...task.check, judgement: changed(task.check.judgement) } }),
    ...(task.facts?.judgement && {
      facts: { ...task.facts, judgement: changed(task.facts.judgement) },
    }),
  });
}

export function onChecksRead(draft: Draft, event: EventOf<"ChecksRead">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const { facts } = draft.root;
  const canVerify = verifyCommand(facts, task, event.about) !== null;
  const options = { limits: facts.config.limits, canVerify, holdsWhenLost: event.about !== "attempt" };
  if (event.about === "root" && task.facts?.judgement) {
    draft.noteFacts({ judgement: reread(task.facts.judgement, event, options) });
  } else if (event.about === "check" && task.check?.n === event.n) {
    draft.note({
      ...task,
      check: { ...task.check, judgement: reread(task.check.judgement, event, options) },
    });
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
  draft.note(known);
  const conflict = event.mergeable === false && judgement.state === "none" && judgement.next !== "wait";
  if (conflict)
    endAttempt(draft, known, event.n, { class: "conflict", reason: "the pull request cannot be merged" });
  else if (judgement.next === "settled" && judgement.state !== "passed")
    endAttempt(draft, known, event.n, {
      ...endOf(judgement),
      ...(judgement.digest !== undefined && { digest: judgement.digest }),
      ...(judgement.signature !== undefined && { signature: judgement.signature }),
    });
}

function endOf(judgement: Judgement): Pick<Outcome, "class" | "reason"> {
  if (judgement.state !== "failed") return { class: "spec", reason: noChecksWords };
  return { class: judgement.cause === "infra" ? "infra" : "check", reason: failedWords(judgement) };
}

const noChecksWords =
  "no check spoke about this commit and there is no verify command: add `verify: <command>` to .github/fractal.yml, or let CI run for pull requests into the epic branch";

function failedWords(judgement: Judgement): string {
  const red = judgement.checks.filter(
    ({ conclusion }) => !["success", "neutral", "skipped"].includes(conclusion),
  );
  return `red: ${red.map(({ name, conclusion }) => `${name} (${conclusion})`).join(", ") || "checks"}`;
}

/** A run of fractal-verify.yml speaks for the commit. It is read at once: a run that was found may have ended long ago. */
export function onVerifyDispatched(draft: Draft, event: EventOf<"VerifyDispatched">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  mapJudgements(
    draft,
    task,
    ({ sha, next }) => sha === event.sha && next === "verify",
    (judgement) => ({
      ...judgement,
      next: "ask",
      state: "pending",
      stateSince: event.at,
      verifyRunId: event.runId,
    }),
  );
}

/** The epic's head as it is now: the commit a composite's own check is run on. */
export function onEpicRead(draft: Draft, event: EventOf<"EpicRead">): void {
  const task = draft.task(event.task);
  if (task?.check?.judgement.sha !== "" || (event.n ?? task.check.n) !== task.check.n) return;
  const judgement = judgementOf(event.sha, draft.rules.now, "verify");
  draft.note({ ...task, check: { ...task.check, judgement } });
}
