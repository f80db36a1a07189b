import { Fix } from "#src/core/help.ts";
import { byteLength } from "#src/core/cut-middle.ts";
import type { Usage } from "#src/core/report.ts";
import type { RouterPacket } from "#src/core/router-packet.ts";
import { toolArgs, toolDescriptions } from "#src/core/tool-args.ts";
import { addUsage, inputTokensAtMost, noUsage } from "#src/core/usage.ts";
import type { AskFailure, ToolCall } from "./answer.ts";
import { ask, type CallOptions } from "./ask.ts";
import { fixerPrompt } from "./help-prompt.ts";
import { requestBody, type Message, type ToolSpec } from "./request-body.ts";
import { firstDialect } from "./dialect.ts";

/** What a fixer may look with. */
export const lookTools = ["list_files", "read_file", "search_code"] as const;

/** The tokens are those of all its calls together. */
export type FixerOptions = CallOptions &
  Readonly<{
    /** Answers one call of a tool with what the fixer is shown; never throws for what the fixer did wrong. */
    look: (call: ToolCall) => Promise<string>;
  }>;

/**
 * What came of it, and what all its calls cost. `problem`: no answer that fits; `broken`: what a look between two calls threw, which must
 * not take with it what was paid before.
 */
export type FixerEnd = Readonly<{ usage: Usage }> &
  (
    | Readonly<{ fix: Fix }>
    | Readonly<{ problem: string }>
    | Readonly<{ failure: AskFailure }>
    | Readonly<{ broken: unknown }>
  );

const stepsMax = 8;
const callsPerReplyMax = 4;
const replyTokensMax = 8000;

/** Lets the fixer look around until it proposes something, or has used up what it may. */
export async function askFixer(packet: RouterPacket, options: FixerOptions): Promise<FixerEnd> {
  const { look, ...rest } = options;
  const messages: Message[] = [...fixerPrompt(packet, { steps: stepsMax })];
  let usage = noUsage;
  for (let step = 1; step <= stepsMax; step += 1) {
    const room = roomIn(messages, usage, options);
    if (room === undefined) return { usage, problem: `it used up its tokens in ${step - 1} replies` };
    const tools = step === stepsMax || room.isLast ? [propose] : allTools;
    const answer = await ask<undefined>({
      ...rest,
      messages,
      tools,
      maxOutputTokens: room.output,
      inputTokensMax: room.input,
    });
    usage = addUsage(usage, answer.charge.usage);
    if (!answer.ok)
      return answer.kind === "format" ? { usage, problem: answer.words } : { usage, failure: answer };
    const calls = answer.toolCalls.slice(0, callsPerReplyMax);
    const proposed = calls.find(({ name }) => name === propose.name);
    if (proposed !== undefined) return { usage, ...fixIn(proposed) };
    if (calls.length === 0) return { usage, problem: "the reply holds no tool call" };
    messages.push({ role: "assistant", content: answer.text || null, tool_calls: calls.map(asSent) });
    for (const call of calls) {
      const shown = await look(call).catch((error: unknown) => ({ error }));
      if (typeof shown !== "string") return { usage, broken: shown.error };
      messages.push({ role: "tool", tool_call_id: call.id, content: shown });
    }
  }
  return { usage, problem: `it proposed nothing in ${stepsMax} replies` };
}

const propose: ToolSpec = {
  name: "propose_fix",
  description: "End your work and hand in your answer. guidance only with guide, else empty.",
  args: Fix,
};
const allTools: readonly ToolSpec[] = [
  ...lookTools.map((name) => ({ name, description: toolDescriptions[name], args: toolArgs[name] })),
  propose,
];

type Room = Readonly<{ input: number; output: number; isLast: boolean }>;

/** What the next call may use: it has no more tokens than bytes. Undefined when that is more than is left. */
function roomIn(
  messages: readonly Message[],
  used: Usage,
  { inputTokensMax, maxOutputTokens }: CallOptions,
): Room | undefined {
  const body = requestBody({ model: "", messages, tools: allTools, maxOutputTokens: 0 }, firstDialect);
  const input = inputTokensAtMost(byteLength(JSON.stringify(body)), messages.length);
  const left = { input: inputTokensMax - used.inputTokens, output: maxOutputTokens - used.outputTokens };
  if (input > left.input || left.output <= 0) return undefined;
  const output = Math.min(replyTokensMax, left.output);
  return { input, output, isLast: left.input < 2 * input || left.output < 2 * output };
}

function fixIn({ args }: ToolCall): { fix: Fix } | { problem: string } {
  const parsed = Fix.safeParse(args);
  if (parsed.success) return { fix: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    problem: `what it proposes does not fit: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
  };
}

function asSent({ id, name, rawArgs }: ToolCall) {
  return { id, type: "function" as const, function: { name, arguments: rawArgs } };
}
