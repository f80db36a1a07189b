import type { Attempt, Outcome } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { judgementOf } from "./judgement.ts";
import { mapJudgements } from "./on-checks.ts";
import type { AttemptResult } from "./report.ts";
import { endAttempt } from "./retry.ts";
import type { Task } from "./tree.ts";

export function onAttemptDispatched(draft: Draft, event: EventOf<"AttemptDispatched">): void {
  onOpenAttempt(draft, event, (attempt) =>
    attempt.runId === undefined ? { ...attempt, runId: event.runId, baseSha: event.baseSha } : attempt,
  );
}

/** A run came to its end: a worker's report is collected next, a verify run's conclusion is read. */
export function onRunEnded(draft: Draft, event: EventOf<"RunEnded">): void {
  for (const task of draft.all()) {
    for (const attempt of task.attempts)
      if (attempt.runId === event.runId && attempt.runConclusion === undefined)
        onOpenAttempt(draft, { task: task.id, attempt: attempt.n }, (each) => ({
          ...each,
          runConclusion: event.conclusion,
        }));
    mapJudgements(draft, draft.task(task.id) ?? task, (judgement) =>
      judgement.verifyRunId === event.runId && judgement.next === "wait"
        ? { ...judgement, next: "ask" }
        : judgement,
    );
  }
}

/** The artifact was read and guarded; its money is settled first, whatever it says. */
export function onAttemptReported(draft: Draft, event: EventOf<"AttemptReported">): void {
  const task = draft.task(event.task);
  const attempt = task?.attempts.find(({ n }) => n === event.attempt);
  if (task === undefined || attempt === undefined || attempt.usage !== undefined) return;
  const settled: Attempt = {
    ...attempt,
    usage: event.usage ?? wholeReserve(attempt),
    ...(event.result?.report && { report: event.result.report }),
    ...(event.result && { patch: event.result.patch.files }),
  };
  const known = { ...task, attempts: task.attempts.map((each) => (each === attempt ? settled : each)) };
  const outcome = judgeReport(event);
  if (outcome !== undefined) return endAttempt(draft, known, event.attempt, outcome);
  if (task.status === "running") draft.put({ ...known, status: "validating", reason: undefined });
  else endAttempt(draft, known, event.attempt, { class: "spec", reason: "the task was closed while it ran" });
}

/** Usage that is missing or below what the trace shows is charged as the whole reserve. */
function wholeReserve(attempt: Attempt): Attempt["usage"] {
  return { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: attempt.reservedUsd, calls: 0 };
}

/** Undefined when the patch may be published. */
function judgeReport(event: EventOf<"AttemptReported">): Outcome | undefined {
  const { result, violations } = event;
  if (result === undefined) return { class: "infra", reason: event.problem ?? "the run left no report" };
  if (result.outcome !== "submitted") return judgeUnfinished(result);
  if (result.report?.status === "blocked" || result.report?.status === "infeasible")
    return { class: "spec", reason: questionOf(result) };
  if (violations.length === 0) return undefined;
  const words = violations.map((violation) => violation.words).join("; ");
  const unsafe = violations.some(({ kind }) => kind === "unsafe");
  return { class: unsafe ? "unsafe" : "no_progress", reason: words, signature: violations[0]?.code };
}

function judgeUnfinished(result: AttemptResult): Outcome {
  const reason = result.reason ?? `the worker ended with ${result.outcome}`;
  switch (result.outcome) {
    case "blocked":
      return { class: "spec", reason: questionOf(result) };
    case "limit":
      return { class: result.limit === "usd" ? "budget" : "no_progress", reason };
    case "format":
      return { class: "format", reason };
    case "unsafe":
      return { class: "unsafe", reason };
    default:
      return { class: "infra", reason };
  }
}

function questionOf(result: AttemptResult): string {
  const question = result.report?.question;
  const options = question ? question.options.map((option) => `“${option}”`).join(" or ") : "";
  if (question) return `the worker asks: ${question.title} (${options})`;
  return result.report?.summary ?? result.reason ?? "the worker is blocked and did not say why";
}

export function onPatchPublished(draft: Draft, event: EventOf<"PatchPublished">): void {
  onOpenAttempt(draft, event, (attempt) => ({ ...attempt, branch: event.branch, headSha: event.headSha }));
}

export function onPullRequestOpened(draft: Draft, event: EventOf<"PullRequestOpened">): void {
  onOpenAttempt(draft, event, (attempt) =>
    attempt.pullRequest !== undefined || attempt.headSha === undefined
      ? attempt
      : {
          ...attempt,
          pullRequest: event.pullRequest,
          judgement: judgementOf(attempt.headSha, draft, draft.root.facts.preflight?.ci),
        },
  );
}

/** By us at the judged head, or by a person at any time. */
export function onPullRequestMerged(draft: Draft, event: EventOf<"PullRequestMerged">): void {
  const task = draft.task(event.task);
  const attempt = task?.attempts.find(({ n }) => n === event.attempt);
  if (task === undefined || attempt === undefined || attempt.mergedSha !== undefined) return;
  const attempts = task.attempts.map((each) => (each === attempt ? { ...each, mergedSha: event.sha } : each));
  draft.put({ ...task, attempts, status: "done", reason: undefined });
}

export function onMergeRefused(draft: Draft, event: EventOf<"MergeRefused">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  if (event.why === "conflict")
    return endAttempt(draft, task, event.attempt, { class: "conflict", reason: event.words });
  const reason =
    event.why === "moved"
      ? `the branch moved after its checks were green: ${event.words}`
      : `GitHub does not let the App merge: ${event.words}`;
  endAttempt(draft, task, event.attempt, { class: "spec", reason });
}

function onOpenAttempt(
  draft: Draft,
  { task: id, attempt: n }: { task: string; attempt: number },
  change: (attempt: Attempt) => Attempt,
): void {
  const task = draft.task(id);
  const attempt = task?.attempts.find((each) => each.n === n);
  if (task === undefined || attempt === undefined || attempt.outcome !== undefined) return;
  const changed = change(attempt);
  if (changed === attempt) return;
  const noted: Task = { ...task, attempts: task.attempts.map((each) => (each === attempt ? changed : each)) };
  draft.note(noted);
}
