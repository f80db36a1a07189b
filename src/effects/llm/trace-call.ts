import type { TraceSink } from "#src/core/trace-line.ts";
import type { CallRecord } from "./ask.ts";

/** Makes the `onCall` that writes every request to a model into the trace, under the names of its task. */
export function traceCall(
  trace: TraceSink,
  of: {
    root: string;
    task: string;
    attempt?: number;
    key?: string;
    agent: "planner" | "worker" | "router" | "fixer" | "distiller";
  },
): (call: CallRecord) => void {
  const { agent, ...ids } = of;
  return (call) => {
    const { usage, source } = call.charge;
    trace.write({
      ...ids,
      type: "model_call",
      attrs: {
        "gen_ai.operation.name": agent === "planner" ? "plan" : "chat",
        "gen_ai.agent.name": agent,
        "gen_ai.request.model": call.model,
        ...(call.responseModel !== undefined && { "gen_ai.response.model": call.responseModel }),
        "gen_ai.usage.input_tokens": usage.inputTokens,
        "gen_ai.usage.cache_read.input_tokens": usage.cachedInputTokens,
        "gen_ai.usage.output_tokens": usage.outputTokens,
        "fractal.cost.usd": usage.usd,
        "fractal.usage.source": source,
        durationMs: call.durationMs,
        outcome: call.outcome,
        prompt: trace.blob(call.prompt),
        output: trace.blob(call.output),
      },
    });
  };
}
