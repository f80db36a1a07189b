import type { z } from "zod";
import type { ModelPrice } from "#src/core/rules.ts";
import type { Usage } from "#src/core/report.ts";
import { byteLength } from "#src/core/cut-middle.ts";
import { inputTokensAtMost, noUsage, priceOf, reserveOfCall, type Tokens } from "#src/core/usage.ts";
import type { Answer, AskFailure, Charge } from "./answer.ts";
import { classifyFailure, type Failure } from "./classify-failure.ts";
import { dialectOf, type Endpoint } from "./connect.ts";
import { nextDialect } from "./dialect.ts";
import { Completion, readReply, tokensOf } from "./read-reply.ts";
import { type Body, type Message, requestBody, type ToolSpec } from "./request-body.ts";

export type Question<Value> = Readonly<{
  endpoint: Endpoint;
  model: string;
  messages: readonly Message[];
  /** The reply must be JSON that fits; without it, text and tool calls are the answer. */
  schema?: { name: string; zod: z.ZodType<Value> };
  tools?: readonly ToolSpec[];
  maxOutputTokens: number;
  /** Until the last byte of the reply. */
  timeoutMs: number;
  signal?: AbortSignal;
  price: ModelPrice;
  /** Input tokens it can be at most, when the caller knows better than one per byte. */
  inputTokensMax?: number;
  /** Called once for every request that was sent, whatever came of it. */
  onCall?: (call: CallRecord) => void;
}>;

/** How a model is asked, whatever the question. */
export type CallOptions = Omit<Question<undefined>, "messages" | "schema" | "tools"> &
  Readonly<{ inputTokensMax: number }>;

/** One request to a model, for the trace. */
export type CallRecord = Readonly<{
  model: string;
  responseModel?: string;
  prompt: string;
  output: string;
  charge: Charge;
  durationMs: number;
  /** `ok`, or the failure's code. */
  outcome: string;
}>;

/**
 * The one call to a model. Every outcome is a value: an answer that fits, or a failure named by what comes next, both with what they
 * cost. An endpoint that refuses the way of asking is asked again more simply, and remembered.
 */
export async function ask<Value = undefined>(question: Question<Value>): Promise<Answer<Value>> {
  const { endpoint, model } = question;
  for (;;) {
    const dialect = dialectOf(endpoint, model);
    const answer = await askOnce(question, requestBody(question, dialect));
    if (answer.ok || answer.kind !== "request") return answer;
    const sent = { schema: question.schema !== undefined, tools: (question.tools ?? []).length > 0 };
    const simpler = nextDialect(dialect, answer.words, sent);
    if (simpler === undefined) {
      endpoint.dialects.delete(model);
      return answer;
    }
    endpoint.dialects.set(model, simpler);
  }
}

async function askOnce<Value>(question: Question<Value>, body: Body): Promise<Answer<Value>> {
  const { endpoint, model, signal, timeoutMs } = question;
  const started = performance.now();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signals = signal === undefined ? [timeout] : [timeout, signal];
  const prompt = JSON.stringify(body);
  let reply: unknown;
  try {
    reply = await endpoint.client.chat.completions.create(body, {
      signal: AbortSignal.any(signals),
      timeout: timeoutMs,
    });
  } catch (error) {
    const stopped = signal?.aborted === true;
    const about = { model, baseUrl: endpoint.baseUrl, timeoutMs, stopped, timedOut: timeout.aborted };
    return finish(
      question,
      started,
      prompt,
      undefined,
      failed(question, prompt, classifyFailure(error, about)),
    );
  }
  const completion = Completion.safeParse(reply);
  const output = JSON.stringify(completion.success ? completion.data.choices[0]?.message : reply) ?? "";
  if (!completion.success) {
    const words = `${endpoint.baseUrl} answered with what is no chat completion`;
    const failure = failed(question, prompt, { kind: "format", code: "malformed", words, worked: true });
    return finish(question, started, prompt, output, failure);
  }
  const charge = chargeOf(question, prompt, tokensOf(completion.data));
  const read = readReply(completion.data, { schema: question.schema?.zod, model });
  const responseModel = completion.data.model ?? model;
  if (!read.ok) {
    const { code, words } = read;
    return finish(
      question,
      started,
      prompt,
      output,
      { ok: false, kind: "format", code, words, charge },
      responseModel,
    );
  }
  const { text, toolCalls } = read;
  const answer = { ok: true, value: read.value as Value, text, toolCalls, responseModel, charge } as const;
  return finish(question, started, prompt, output, answer, responseModel);
}

function finish<Value>(
  question: Question<Value>,
  started: number,
  prompt: string,
  output: string | undefined,
  answer: Answer<Value>,
  responseModel?: string,
): Answer<Value> {
  question.onCall?.({
    model: question.model,
    ...(responseModel !== undefined && { responseModel }),
    prompt,
    output: output ?? (answer.ok ? "" : answer.words),
    charge: answer.charge,
    durationMs: Math.round(performance.now() - started),
    outcome: answer.ok ? "ok" : answer.code,
  });
  return answer;
}

function failed(question: Question<unknown>, prompt: string, failure: Failure): AskFailure {
  const { worked, ...rest } = failure;
  const charge: Charge = worked
    ? chargeOf(question, prompt, undefined)
    : { usage: { ...noUsage, calls: 1 }, source: "none" };
  return { ok: false, ...rest, charge };
}

/** A reply that names no usage is charged the most it can have been. */
function chargeOf(question: Question<unknown>, prompt: string, tokens: Tokens | undefined): Charge {
  const { price, maxOutputTokens } = question;
  if (tokens !== undefined)
    return { usage: { ...tokens, usd: priceOf(price, tokens), calls: 1 }, source: "reply" };
  const inputTokens = inputTokensAtMostOf(question, prompt);
  const usd = reserveOfCall(price, inputTokens, maxOutputTokens);
  const usage: Usage = { inputTokens, outputTokens: maxOutputTokens, cachedInputTokens: 0, usd, calls: 1 };
  return { usage, source: "reserve" };
}

function inputTokensAtMostOf(question: Question<unknown>, prompt: string): number {
  return question.inputTokensMax ?? inputTokensAtMost(byteLength(prompt), question.messages.length);
}
