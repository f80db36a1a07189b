import { expect, test } from "vitest";
import { z } from "zod";
import { ask } from "#src/effects/llm/ask.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { answer, completion, endpoint } from "./endpoint.ts";

const schema = { name: "capital", zod: z.object({ city: z.string() }) };
const question = {
  messages: [{ role: "user", content: "Capital of France?" }],
  maxOutputTokens: 200,
  timeoutMs: 5000,
  price: { inputPerMTok: 1, outputPerMTok: 10 },
} as const;

test("an endpoint that refuses schemas is asked more simply, once, and remembered for that model", async () => {
  const formats: unknown[] = [];
  await using server = await endpoint((body, response) => {
    const format = (body["response_format"] as { type?: string } | undefined)?.type ?? "none";
    formats.push([body["model"], format, (body["messages"] as unknown[]).length]);
    if (format === "json_schema")
      return answer(response, 400, { error: { message: "response_format not supported" } });
    answer(response, 200, completion('{"city":"Paris"}'));
  });
  const client = connect({ apiKey: "k", baseUrl: server.baseUrl });
  const outcomes: string[] = [];
  const onCall = (call: { outcome: string }) => outcomes.push(call.outcome);
  for (const model of ["small", "small", "strong"]) {
    expect(await ask({ ...question, endpoint: client, model, schema, onCall })).toMatchObject({ ok: true });
  }
  expect(formats).toEqual([
    ["small", "json_schema", 1],
    ["small", "json_object", 2],
    ["small", "json_object", 2],
    ["strong", "json_schema", 1],
    ["strong", "json_object", 2],
  ]);
  expect(outcomes).toEqual(["http_400", "ok", "ok", "http_400", "ok"]);
});

test("an endpoint that knows only prompts is asked by prompt, with the schema in it", async () => {
  await using server = await endpoint((body, response) => {
    if (body["response_format"] !== undefined)
      return answer(response, 422, { error: { message: "unknown field" } });
    const last = (body["messages"] as { content: string }[]).at(-1);
    answer(response, 200, completion(last?.content.includes('"city"') ? '{"city":"Paris"}' : "?"));
  });
  const client = connect({ apiKey: "k", baseUrl: server.baseUrl });
  expect(await ask({ ...question, endpoint: client, model: "small", schema })).toMatchObject({
    ok: true,
    value: { city: "Paris" },
  });
});

test("a model that wants max_completion_tokens gets it", async () => {
  const caps: unknown[] = [];
  await using server = await endpoint((body, response) => {
    caps.push([body["max_tokens"], body["max_completion_tokens"]]);
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    if (body["max_tokens"] !== undefined) return answer(response, 400, { error: { message } });
    answer(response, 200, completion('{"city":"Paris"}'));
  });
  const client = connect({ apiKey: "k", baseUrl: server.baseUrl });
  expect(await ask({ ...question, endpoint: client, model: "small", schema })).toMatchObject({ ok: true });
  expect(caps).toEqual([
    [200, undefined],
    [undefined, 200],
  ]);
});

test("an endpoint that refuses strict tools gets plain ones; one that refuses everything is a bad request", async () => {
  const tools = [{ name: "look", description: "Look", args: z.object({ at: z.string() }) }];
  await using server = await endpoint((body, response) => {
    if (JSON.stringify(body).includes('"strict":true'))
      return answer(response, 400, { error: { message: "strict?" } });
    answer(response, 200, completion("hi"));
  });
  await using broken = await endpoint((_body, response) =>
    answer(response, 400, { error: { message: "too long" } }),
  );
  const client = connect({ apiKey: "k", baseUrl: server.baseUrl });
  expect(await ask({ ...question, endpoint: client, model: "small", tools })).toMatchObject({
    ok: true,
    text: "hi",
  });
  const refused = connect({ apiKey: "k", baseUrl: broken.baseUrl });
  expect(await ask({ ...question, endpoint: refused, model: "small", tools, schema })).toMatchObject({
    ok: false,
    kind: "request",
    words: expect.stringContaining("too long"),
  });
  expect(refused.dialects.size).toBe(0);
});
