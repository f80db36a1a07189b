import { z } from "zod";
import type { Tokens } from "#src/core/usage.ts";
import type { ToolCall } from "./answer.ts";

/** No prompt and no answer has so many tokens: what says more is no count. */
const Count = z.int().nonnegative().max(100_000_000);

/** The fields we use of a chat completion; providers add and leave out much. */
export const Completion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: Count,
      completion_tokens: Count,
      prompt_tokens_details: z.object({ cached_tokens: Count.nullish() }).nullish(),
    })
    .nullish()
    .catch(undefined),
});
export type Completion = z.infer<typeof Completion>;

export type ReadReply<Value> =
  | Readonly<{ ok: true; value: Value; text: string; toolCalls: ToolCall[] }>
  | Readonly<{ ok: false; code: string; words: string }>;

/** What the reply says, or why it is not an answer. Never repaired: what does not fit is asked for afresh. */
export function readReply<Value>(
  { choices }: Completion,
  expected: { schema?: z.ZodType<Value> | undefined; model: string },
): ReadReply<Value | undefined> {
  const [choice] = choices;
  const message = choice?.message;
  if (choice === undefined || message === undefined) return bad("malformed", "the reply is empty");
  if (message.refusal) return bad("refusal", `${expected.model} refused: ${message.refusal.slice(0, 300)}`);
  if (choice.finish_reason === "content_filter")
    return bad("refusal", "the provider's filter stopped the reply");
  if (choice.finish_reason === "length") return bad("length", "the reply was cut off at its token limit");
  const text = message.content ?? "";
  const toolCalls: ToolCall[] = [];
  for (const call of message.tool_calls ?? []) {
    const args = parseJson(call.function.arguments);
    if (!args.ok) return bad("malformed", `the arguments of ${call.function.name.slice(0, 60)} are not JSON`);
    toolCalls.push({
      id: call.id,
      name: call.function.name,
      args: args.value,
      rawArgs: call.function.arguments,
    });
  }
  if (expected.schema === undefined) return { ok: true, value: undefined, text, toolCalls };
  const json = parseJson(text);
  if (!json.ok) return bad("malformed", "the reply is not JSON");
  const parsed = expected.schema.safeParse(json.value);
  if (parsed.success) return { ok: true, value: parsed.data, text, toolCalls };
  const issues = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return bad("malformed", `the reply does not fit its schema (${issues.join("; ")})`);
}

export function tokensOf({ usage }: Completion): Tokens | undefined {
  if (!usage) return undefined;
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    cachedInputTokens: Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, usage.prompt_tokens),
  };
}

function bad(code: string, words: string): { ok: false; code: string; words: string } {
  return { ok: false, code, words };
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
