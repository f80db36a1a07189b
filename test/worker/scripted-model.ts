import { LLMock } from "@copilotkit/aimock";

type Call = { name: string; args: unknown };
/** One reply of the scripted model: tool calls, a text, or an HTTP error. */
export type Reply =
  | { calls: Call[] }
  | { text: string }
  | { status: number; retryAfter?: number }
  | { raw: object };

/** A real HTTP server that speaks the OpenAI protocol and answers with the given replies in order; the last is repeated for ever. */
export async function scriptedModel(replies: readonly Reply[]): Promise<{
  baseUrl: string;
  requests: () => Record<string, unknown>[];
  [Symbol.asyncDispose]: () => Promise<void>;
}> {
  const mock = new LLMock({ port: 0, host: "127.0.0.1", strict: true, logLevel: "silent" });
  const seen: Record<string, unknown>[] = [];
  let at = 0;
  mock.on({ predicate: () => true }, (request) => {
    seen.push(request as unknown as Record<string, unknown>);
    const reply = replies[Math.min(at, replies.length - 1)] ?? { text: "" };
    at += 1;
    return responseOf(reply, at);
  });
  await mock.start();
  return {
    baseUrl: `${mock.url}/v1`,
    requests: () => seen,
    [Symbol.asyncDispose]: () => mock.stop(),
  };
}

const usage = { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 };

function responseOf(reply: Reply, at: number): never {
  if ("calls" in reply) {
    const toolCalls = reply.calls.map(({ name, args }, index) => ({
      id: `call_${at}_${index}`,
      name,
      arguments: typeof args === "string" ? args : JSON.stringify(args),
    }));
    return { toolCalls, usage } as never;
  }
  if ("status" in reply) {
    return {
      error: { message: `scripted ${reply.status}`, type: "scripted" },
      status: reply.status,
      ...(reply.retryAfter !== undefined && { retryAfter: reply.retryAfter }),
    } as never;
  }
  return ("text" in reply ? { content: reply.text, usage } : reply.raw) as never;
}
