import { attemptKey } from "#src/core/attempt.ts";
import type { EventOf } from "#src/core/event.ts";
import type { AttemptResult, Usage } from "#src/core/report.ts";
import type { Task } from "#src/core/tree.ts";

/** How a worker's run ends, where it does not end well. */
export type Handed = Readonly<{
  /** The runner never comes back. */
  lost?: boolean;
  /** No artifact: nobody knows what it cost. */
  missing?: string | true;
  outcome?: AttemptResult["outcome"];
  limit?: AttemptResult["limit"];
  fault?: AttemptResult["fault"];
  reason?: string;
  report?: Partial<NonNullable<AttemptResult["report"]>> | null;
  violations?: EventOf<"AttemptReported">["violations"];
  usd?: number;
}>;

/** The worker cannot go on before somebody says which way. */
export function blocked(title = "Which way?"): Handed {
  return {
    outcome: "blocked",
    report: { status: "blocked", question: { title, options: ["left", "right"] } },
  };
}

/** The event that reading this run's artifact causes. */
export function handedBack(task: Task, attempt: number, handed: Handed): EventOf<"AttemptReported"> {
  const about = {
    type: "AttemptReported" as const,
    task: task.id,
    attempt,
    violations: handed.violations ?? [],
  };
  if (handed.lost) return { ...about, conclusion: "cancelled" };
  if (handed.missing === true) return { ...about, conclusion: "success" };
  if (handed.missing !== undefined) return { ...about, conclusion: "success", problem: handed.missing };
  const usage: Usage = {
    inputTokens: 5000,
    outputTokens: 500,
    cachedInputTokens: 0,
    usd: handed.usd ?? 0.002,
    calls: 4,
  };
  const { outcome = "submitted", limit, fault, reason, report } = handed;
  const result: AttemptResult = {
    v: 1,
    key: attemptKey(task.id, attempt),
    task: task.id,
    attempt,
    model: "small",
    outcome,
    usage,
    patch: { base: "0".repeat(40), files: [] },
    startedAt: "2026-01-01T00:00:00Z",
    endedAt: "2026-01-01T00:01:00Z",
    ...(limit && { limit }),
    ...(fault && { fault }),
    ...(reason && { reason }),
    ...(report !== null && { report: { ...goodReport, ...report } }),
  };
  return { ...about, result, usage };
}

const goodReport = {
  status: "done" as const,
  summary: "did it",
  filesChanged: ["src/a.js"],
  testsRun: [{ command: "npm test", exit: 0 }],
  confidence: 0.9,
  unresolved: [],
  assumptions: [],
  policiesApplied: [],
};
