import { judgeToolCall } from "#src/core/tool-gate.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import type { ToolCall } from "#src/effects/llm/answer.ts";
import { runTool } from "./tools/run-tool.ts";
import type { ToolResult, WorkerContext } from "./worker-context.ts";

/** Attempts to leave the task's world that end an attempt. */
const unsafeMax = 3;

/** One tool call, done or refused. `unsafe`: it tried to leave the task's world; `stop`: once too often. */
export type Act = Readonly<{ result: ToolResult; unsafe: boolean; stop?: string }>;

/** Prepare, execute, finalise: judge the call, do it when it may be done, and write down what came of it. */
export async function act(
  call: ToolCall,
  context: WorkerContext,
  trace: TraceSink,
  unsafeSoFar: number,
): Promise<Act> {
  const { briefing, scope } = context;
  const started = performance.now();
  const gate = { ...scope, tools: briefing.tools, commands: briefing.commands, unsafeMax };
  const judged = judgeToolCall(call, gate, unsafeSoFar);
  const done = judged.verdict === "allow" ? await runTool(judged.call, context) : undefined;
  const result = done ?? { ok: false, text: judged.verdict === "allow" ? "" : judged.reason };
  trace.write({
    root: briefing.root,
    task: briefing.task.id,
    attempt: briefing.attempt.n,
    key: briefing.key,
    type: "tool_call",
    attrs: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": call.name.slice(0, 60),
      verdict: judged.verdict,
      outcome: done === undefined ? "refused" : result.ok ? "ok" : "failed",
      durationMs: Math.round(performance.now() - started),
      arguments: trace.blob(call.rawArgs),
      result: trace.blob(result.text),
      ...(judged.verdict !== "allow" && { reason: judged.reason }),
    },
  });
  if (judged.verdict === "stop") return { result, unsafe: true, stop: judged.reason };
  return { result, unsafe: judged.verdict === "reject" && judged.unsafe };
}
