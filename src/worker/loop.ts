import { renderPrompt } from "#src/core/render-prompt.ts";
import { toolArgs, toolDescriptions } from "#src/core/tool-args.ts";
import type { AttemptResult, Usage } from "#src/core/report.ts";
import type { Answer, AskFailure, ToolCall } from "#src/effects/llm/answer.ts";
import type { Message, ToolSpec } from "#src/effects/llm/request-body.ts";
import { strictSchema } from "#src/effects/llm/strict-schema.ts";
import { act } from "./act.ts";
import { askPatiently } from "./ask-patiently.ts";
import { createMeter, type Meter } from "./meter.ts";
import type { LoopDoor, WorkerContext } from "./worker-context.ts";

export type LoopEnd = Pick<AttemptResult, "outcome" | "limit" | "fault" | "report" | "reason">;

/** The same failing call with the same result this often is no progress. */
const sameFailureMax = 3;
/** Replies in a row that are not the contract: each is discarded and asked afresh, the last ends the attempt. */
const formatMax = 2;
const callsPerReplyMax = 8;

type State = { messages: Message[]; unsafe: number; failures: Map<string, number> };

/** Ask, act, observe, until the model submits or asks, or a limit is met. */
export async function loop(context: WorkerContext, door: LoopDoor): Promise<LoopEnd & { usage: Usage }> {
  const tools = toolsOf(context);
  const meter = createMeter(
    context.briefing,
    JSON.stringify(tools.map((tool) => strictSchema(tool.args))).length + 4000,
  );
  const end = await steps(context, door, tools, meter);
  return { ...end, usage: meter.usage() };
}

async function steps(
  context: WorkerContext,
  door: LoopDoor,
  tools: readonly ToolSpec[],
  meter: Meter,
): Promise<LoopEnd> {
  const { limits } = context.briefing;
  const state: State = { messages: [...renderPrompt(context.briefing)], unsafe: 0, failures: new Map() };
  let flags = 0;
  for (let step = 0; step < limits.steps; step += 1) {
    if (context.signal?.aborted === true) return { outcome: "infra", reason: "the job was stopped" };
    if (context.remainingMs() <= 0) return limit("wall", `not done within ${limits.wallMs / 1000} s`);
    const answer = await askPatiently(context, door, { messages: state.messages, tools }, meter);
    if ("limit" in answer) return limit(answer.limit, answer.reason);
    const calls = answer.ok ? answer.toolCalls : [];
    if (answer.ok && calls.length > 0) {
      flags = 0;
      const end = await observe(answer, context, door, state);
      if (end !== undefined) return end;
      continue;
    }
    if (!answer.ok && answer.kind !== "format") return hopeless(answer, context);
    flags += 1;
    const words = answer.ok ? "the reply holds no tool call" : answer.words;
    if (flags >= formatMax)
      return { outcome: "format", reason: `${flags} replies in a row broke the contract: ${words}` };
  }
  return limit("steps", `not done within ${limits.steps} replies`);
}

/** Does what the reply asks for and adds both to the conversation. */
async function observe(
  answer: Extract<Answer<undefined>, { ok: true }>,
  context: WorkerContext,
  door: LoopDoor,
  state: State,
): Promise<LoopEnd | undefined> {
  const calls = answer.toolCalls.slice(0, callsPerReplyMax);
  state.messages.push({ role: "assistant", content: answer.text || null, tool_calls: calls.map(asSent) });
  for (const call of calls) {
    const { result, unsafe, stop } = await act(call, context, door.trace, state.unsafe);
    if (stop !== undefined) return { outcome: "unsafe", reason: stop };
    if (result.end !== undefined) return result.end;
    state.unsafe += unsafe ? 1 : 0;
    state.messages.push({ role: "tool", tool_call_id: call.id, content: result.text });
    if (result.ok) continue;
    const failure = JSON.stringify([call.name, call.rawArgs, result.text]);
    const times = (state.failures.get(failure) ?? 0) + 1;
    state.failures.set(failure, times);
    if (times >= sameFailureMax) {
      return limit(
        "repeated-failure",
        `${call.name} failed ${times} times in the same way: ${result.text.slice(0, 500)}`,
      );
    }
  }
  return undefined;
}

function hopeless(failure: AskFailure, context: WorkerContext): LoopEnd {
  const reason = failure.words.slice(0, 2000);
  if (failure.code === "timeout" && context.remainingMs() <= 0) return limit("wall", reason);
  if (failure.kind === "auth") return { outcome: "infra", fault: "auth", reason };
  if (failure.kind === "model") return { outcome: "infra", fault: "model-unknown", reason };
  if (failure.kind === "request") return { outcome: "infra", fault: "bad-request", reason };
  return { outcome: "infra", reason };
}

function limit(which: NonNullable<AttemptResult["limit"]>, reason: string): LoopEnd {
  return { outcome: "limit", limit: which, reason };
}

function asSent(call: ToolCall): {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
} {
  return { id: call.id, type: "function", function: { name: call.name, arguments: call.rawArgs } };
}

function toolsOf({ briefing }: WorkerContext): ToolSpec[] {
  return briefing.tools.map((name) => ({ name, description: toolDescriptions[name], args: toolArgs[name] }));
}
