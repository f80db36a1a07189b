import { z } from "zod";
import { PatchFile, Report, Usage } from "./report.ts";
import { FailureClass } from "./task.ts";

/** A check or status that spoke about a commit, by name. */
export const NamedCheck = z.object({ name: z.string(), conclusion: z.string(), url: z.string().optional() });
export type NamedCheck = z.infer<typeof NamedCheck>;

/** What is known of the checks on one exact commit, and what must be asked next. */
export const Judgement = z.object({
  sha: z.string(),
  /** Milliseconds since the epoch when the checks could first have started. */
  since: z.number(),
  /** `ask`: GitHub must be read; `wait`: nothing to do until an event or the clock; `settled`: final. */
  next: z.enum(["ask", "wait", "verify", "settled"]),
  state: z.enum(["pending", "none", "passed", "failed"]).default("pending"),
  /** Why it is not green, where that is not the commit's fault: a run was lost or cancelled, a person must let it run, or nothing comes of it. */
  cause: z.enum(["infra", "approval", "stuck"]).optional(),
  /** When the present state was first seen: green counts only when it has stood for the settle time. */
  stateSince: z.number().optional(),
  checks: z.array(NamedCheck).default([]),
  /** Something moved while the answer to `ask` was on its way: that answer may be too old. */
  again: z.boolean().optional(),
  /** Dispatched instead of, or because there are no, own checks. */
  verifyRunId: z.number().optional(),
  digest: z.string().optional(),
  signature: z.string().optional(),
});
export type Judgement = z.infer<typeof Judgement>;

export const Outcome = z.object({
  class: FailureClass,
  reason: z.string(),
  digest: z.string().optional(),
  /** Equal signatures mean the same failure again. */
  signature: z.string().optional(),
  /** Of class infra, when trying again cannot help: only a restart does. */
  fault: z.string().optional(),
  /** Of class unsafe: the files that a person may allow all the same. */
  refused: z.array(z.string()).optional(),
});
export type Outcome = z.infer<typeof Outcome>;

/** One worker run for one leaf: intent first (model, reserve), then receipts as they come in. */
export const Attempt = z.object({
  n: z.int().positive(),
  /** Position on the ladder of models; infra and conflict attempts are repeated on the same rung. */
  rung: z.int().nonnegative(),
  model: z.string(),
  startedAt: z.number(),
  /** When (milliseconds since the epoch) its run was started, which after an outage is much later; or found. */
  dispatchedAt: z.number().optional(),
  /** US dollars held back until `usage` is known. */
  reservedUsd: z.number().nonnegative(),
  usage: Usage.optional(),
  /** Ids of the rules that it was told. */
  policies: z.array(z.string()).optional(),
  /** How it used them is noted. */
  counted: z.boolean().optional(),
  baseSha: z.string().optional(),
  runId: z.number().optional(),
  /** The run's conclusion as GitHub says it; the report is collected next. */
  runConclusion: z.string().optional(),
  report: Report.optional(),
  patch: z.array(PatchFile).optional(),
  branch: z.string().optional(),
  headSha: z.string().optional(),
  pullRequest: z.number().optional(),
  /** Its pull request was closed because the attempt ended without it. */
  shut: z.boolean().optional(),
  judgement: Judgement.optional(),
  mergedSha: z.string().optional(),
  outcome: Outcome.optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** The words that name an attempt everywhere: run name, commit trailer, artifact. */
export function attemptKey(task: string, attempt: number): string {
  return `${task}/${attempt}`;
}

/** The key of the trouble that holds back a task's next attempt; no effect has it. */
export function startKey(taskId: string): string {
  return `${taskId}/start`;
}

/** Still on its way: holds a slot and its reserve. */
export function isOpen(attempt: Attempt): boolean {
  return attempt.outcome === undefined && attempt.mergedSha === undefined;
}
