import { type Attempt, isOpen, type Outcome } from "./attempt.ts";
import { landed } from "./close.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { fewReasons } from "./few-reasons.ts";
import { judgementOf, woken } from "./judgement.ts";
import { mapJudgements } from "./on-checks.ts";
import { nameInEvent } from "./names-of-task.ts";
import { isWanted } from "./readiness.ts";
import type { AttemptResult } from "./report.ts";
import { endAttempt } from "./retry.ts";

export function onAttemptDispatched(draft: Draft, event: EventOf<"AttemptDispatched">): void {
  const { runId, baseSha, at } = event;
  onOpenAttempt(draft, event, (attempt) =>
    attempt.runId === undefined
      ? { ...attempt, runId, baseSha, ...(at !== undefined && { dispatchedAt: at }) }
      : attempt,
  );
}

/** A run came to its end: a worker's report is collected next, a verify run's conclusion is read. */
export function onRunEnded(draft: Draft, event: EventOf<"RunEnded">): void {
  for (const task of draft.survey.named(nameInEvent(event))) {
    mapJudgements(draft, task, ({ verifyRunId }) => verifyRunId === event.runId, woken);
    for (const { n, runId } of task.attempts)
      if (runId === event.runId)
        onOpenAttempt(draft, { task: task.id, attempt: n }, (attempt) => ({
          ...attempt,
          runConclusion: attempt.runConclusion ?? event.conclusion,
        }));
  }
}

/**
 * The artifact was read and guarded; its money is settled first, whatever it says. A receipt: the artifact can be read again, and until it
 * is written the row says the whole reserve, which is no less.
 */
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
  draft.note(known);
  if (!isWanted(task, attempt)) return;
  const outcome = judgeReport(event, attempt);
  if (outcome !== undefined) return endAttempt(draft, known, event.attempt, outcome);
  draft.note({ ...known, status: "validating", reason: undefined });
}

/** Usage that is missing or below what the trace shows is charged as the whole reserve. */
function wholeReserve(attempt: Attempt): Attempt["usage"] {
  return { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: attempt.reservedUsd, calls: 0 };
}

/** Undefined when the patch may be published. */
function judgeReport(
  event: EventOf<"AttemptReported">,
  { runConclusion = "" }: Attempt,
): Outcome | undefined {
  const { result, violations, conclusion = runConclusion } = event;
  if (result === undefined)
    return {
      class: interrupted.includes(conclusion) ? "infra" : "unknown",
      reason: event.problem ?? "the run left no report",
    };
  if (result.outcome !== "submitted") return judgeUnfinished(result);
  if (result.report === undefined) return { class: "format", reason: "the worker submitted no report" };
  if (result.report.status !== "done") return { class: "spec", reason: questionOf(result) };
  const [first] = violations;
  if (first === undefined) return undefined;
  const words = fewReasons(violations.map((violation) => violation.words));
  const unsafe = violations.filter(({ kind }) => kind === "unsafe");
  const refused = unsafe.flatMap(({ path }) => path ?? []);
  // Allowing some of it would not be enough.
  // What no option can name is nothing that a person can allow by ticking it.
  const isNameable = refused.every((path) => path.length <= 400) && refused.length <= 20;
  const isAllowable = refused.length > 0 && refused.length === unsafe.length && isNameable;
  return {
    class: unsafe.length > 0 ? "unsafe" : "no_progress",
    reason: words,
    signature: first.code,
    ...(isAllowable && { refused: [...new Set(refused)].slice(0, 20) }),
  };
}

/** Conclusions of a run that did not come to its own end. */
const interrupted = ["cancelled", "timed_out", "startup_failure", "stale", "skipped", "action_required"];

function judgeUnfinished(result: AttemptResult): Outcome {
  const reason = result.reason ?? `the worker ended with ${result.outcome}`;
  switch (result.outcome) {
    case "blocked":
      return { class: "spec", reason: questionOf(result) };
    case "limit":
      return { class: result.limit === "usd" ? "budget" : "no_progress", reason };
    case "format":
    case "unsafe":
      return { class: result.outcome, reason };
    default:
      return { class: "infra", reason, ...(result.fault && { fault: result.fault }) };
  }
}

function questionOf(result: AttemptResult): string {
  const question = result.report?.question;
  const options = question ? question.options.map((option) => `“${option}”`).join(" or ") : "";
  if (question) return `the worker asks: ${question.title} (${options})`;
  return result.report?.summary ?? result.reason ?? "the worker is blocked and did not say why";
}

export function onPatchPublished(draft: Draft, event: EventOf<"PatchPublished">): void {
  onOpenAttempt(draft, event, (attempt) =>
    attempt.headSha === undefined ? { ...attempt, branch: event.branch, headSha: event.headSha } : attempt,
  );
}

export function onPullRequestOpened(draft: Draft, event: EventOf<"PullRequestOpened">): void {
  const { facts } = draft.root;
  const verify = facts.preflight?.ci === "verify" && facts.config.verify !== undefined;
  openedLate(draft, event);
  onOpenAttempt(draft, event, (attempt) =>
    attempt.pullRequest !== undefined || attempt.headSha === undefined
      ? attempt
      : {
          ...attempt,
          pullRequest: event.pullRequest,
          judgement: judgementOf(attempt.headSha, draft.rules.now, verify ? "verify" : "ask"),
        },
  );
}

/** It was on its way when its attempt was dropped: it is there all the same, and is closed. */
function openedLate(draft: Draft, { task: id, attempt: n, pullRequest }: EventOf<"PullRequestOpened">): void {
  const task = draft.task(id);
  const attempt = task?.attempts.find((each) => each.n === n);
  if (task === undefined || attempt?.outcome === undefined || attempt.pullRequest !== undefined) return;
  const known = { ...attempt, pullRequest, shut: undefined };
  draft.note({ ...task, attempts: task.attempts.map((each) => (each === attempt ? known : each)) });
}

/** By us, at the judged head. */
export function onPullRequestMerged(draft: Draft, event: EventOf<"PullRequestMerged">): void {
  const task = draft.task(event.task);
  const attempt = task?.attempts.find(({ n }) => n === event.attempt);
  if (task === undefined || attempt === undefined || attempt.mergedSha !== undefined) return;
  // That it was opened may not have been written before a kill: then this is the first we hear of it.
  const { sha: mergedSha, pullRequest = attempt.pullRequest } = event;
  landed(draft, task, { n: attempt.n, mergedSha, ...(pullRequest !== undefined && { pullRequest }) });
}

export function onMergeRefused(draft: Draft, event: EventOf<"MergeRefused">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const { why, words } = event;
  const free = { conflict: "conflict", lost: "infra" } as const;
  const outcome: Outcome =
    why === "conflict" || why === "lost"
      ? { class: free[why], reason: words }
      : {
          class: "spec",
          reason:
            why === "moved"
              ? `the branch moved after its checks were green: ${words}`
              : `GitHub does not let the App merge: ${words}`,
        };
  endAttempt(draft, task, event.attempt, outcome);
}

function onOpenAttempt(
  draft: Draft,
  { task: id, attempt: n }: { task: string; attempt: number },
  change: (attempt: Attempt) => Attempt,
): void {
  const task = draft.task(id);
  if (task === undefined) return;
  const attempts = task.attempts.map((each) => (each.n === n && isOpen(each) ? change(each) : each));
  draft.note({ ...task, attempts });
}
