import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

/** Ends the attempt as blocked: whoever asks does not go on by guessing. */
export function askHuman(args: ArgsOf<"ask_human">, context: WorkerContext): ToolResult {
  const { question, options } = args;
  const recommendation = args.recommendation ?? undefined;
  const report = {
    status: "blocked" as const,
    summary: `Blocked: ${question}`,
    filesChanged: [],
    testsRun: context.testsRun.slice(-50),
    confidence: 0,
    unresolved: [question],
    assumptions: [],
    question: { title: question, options, ...(recommendation !== undefined && { recommendation }) },
    policiesApplied: [],
  };
  return { ok: true, text: "asked", end: { outcome: "blocked", report } };
}
