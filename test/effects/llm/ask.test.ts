import { expect, test } from "vitest";
import { z } from "zod";
import { ask, type CallRecord, type Question } from "#src/effects/llm/ask.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { answer, completion, endpoint, type Handler } from "./endpoint.ts";

const Capital = z.object({ city: z.string().max(40), people: z.int().nullish() });
const price = { inputPerMTok: 1, cachedInputPerMTok: 0.1, outputPerMTok: 10 };

async function asking(handler: Handler, more: Partial<Question<z.infer<typeof Capital>>> = {}) {
  await using server = await endpoint(handler);
  const calls: CallRecord[] = [];
  const reply = await ask({
    endpoint: connect({ apiKey: "k", baseUrl: server.baseUrl }),
    model: "small",
    messages: [{ role: "user", content: "Capital of France?" }],
    schema: { name: "capital", zod: Capital },
    maxOutputTokens: 200,
    timeoutMs: 5000,
    price,
    onCall: (call) => calls.push(call),
    ...more,
  });
  return { reply, calls, baseUrl: server.baseUrl };
}

test("a reply that fits is an answer, with its exact price", async () => {
  const seen: Record<string, unknown>[] = [];
  const { reply, calls } = await asking((body, response) => {
    seen.push(body);
    answer(response, 200, completion('{"city":"Paris","people":null}'));
  });
  expect(reply).toMatchObject({
    ok: true,
    value: { city: "Paris", people: null },
    responseModel: "small-2026",
    charge: {
      source: "reply",
      // 600 × 1 + 400 × 0.1 + 100 × 10 millionths
      usage: { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 100, usd: 0.00164, calls: 1 },
    },
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      {
        "max_tokens": 200,
        "messages": [
          {
            "content": "Capital of France?",
            "role": "user",
          },
        ],
        "model": "small",
        "response_format": {
          "json_schema": {
            "name": "capital",
            "schema": {
              "additionalProperties": false,
              "properties": {
                "city": {
                  "description": "at most 40 characters",
                  "type": "string",
                },
                "people": {
                  "anyOf": [
                    {
                      "type": "integer",
                    },
                    {
                      "type": "null",
                    },
                  ],
                },
              },
              "required": [
                "city",
                "people",
              ],
              "type": "object",
            },
            "strict": true,
          },
          "type": "json_schema",
        },
      },
    ]
  `);
  expect(calls).toMatchObject([{ model: "small", outcome: "ok", output: expect.stringContaining("Paris") }]);
});

test.each([
  ["prose", completion("Paris, of course."), "malformed"],
  ["a fenced block", completion('```json\n{"city":"Paris"}\n```'), "malformed"],
  ["JSON that does not fit", completion('{"city":7}'), "malformed"],
  ["nothing", completion(null), "malformed"],
  [
    "a refusal",
    completion(null, { choices: [{ message: { refusal: "I may not" }, finish_reason: "stop" }] }),
    "refusal",
  ],
  [
    "a filtered reply",
    completion(null, { choices: [{ message: {}, finish_reason: "content_filter" }] }),
    "refusal",
  ],
  [
    "half a reply",
    completion('{"city":"Pa', { choices: [{ message: { content: "{" }, finish_reason: "length" }] }),
    "length",
  ],
] as const)("%s is a format failure, is paid for, and is not repaired", async (_name, body, code) => {
  const { reply } = await asking((_request, response) => answer(response, 200, body));
  expect(reply).toMatchObject({
    ok: false,
    kind: "format",
    code,
    charge: { source: "reply", usage: { usd: 0.00164 } },
  });
});

test.each([
  ["no usage", completion('{"city":"Paris","people":1}', { usage: undefined }), true],
  [
    "usage that makes no sense",
    completion('{"city":"Paris","people":1}', { usage: { prompt_tokens: -1 } }),
    true,
  ],
  ["no completion at all", { hello: "world" }, false],
  ["no choices", completion(null, { choices: [] }), false],
] as const)("%s is charged the most it can have been, and says so", async (_name, body, ok) => {
  const { reply, calls } = await asking((_request, response) => answer(response, 200, body));
  const bytes = Buffer.byteLength(calls[0]?.prompt ?? "");
  expect(reply).toMatchObject({ ok, charge: { source: "reserve", usage: { outputTokens: 200 } } });
  expect(reply.charge.usage.inputTokens).toBe(bytes + 16 + 64);
  expect(reply.charge.usage.usd).toBeCloseTo((bytes + 80) / 1e6 + 0.002, 9);
});

test.each([
  [429, { "retry-after": "7" }, { kind: "infra", code: "rate_limit", retryAfterMs: 7000 }],
  [
    429,
    { "retry-after-ms": "250", "retry-after": "7" },
    { kind: "infra", code: "rate_limit", retryAfterMs: 250 },
  ],
  [429, {}, { kind: "infra", code: "rate_limit" }],
  [503, {}, { kind: "infra", code: "http_503" }],
  [401, {}, { kind: "auth", words: expect.stringContaining("set OPENAI_API_KEY to one that may use small") }],
  [403, {}, { kind: "auth" }],
  [404, {}, { kind: "model", words: expect.stringContaining("does not know the model small") }],
] as const)("HTTP %i %j", async (status, headers, expected) => {
  let requests = 0;
  const { reply, calls } = await asking((_body, response) => {
    requests += 1;
    answer(response, status, { error: { message: "no" } }, headers);
  });
  expect(reply).toMatchObject({
    ok: false,
    ...expected,
    charge: { source: "none", usage: { usd: 0, calls: 1 } },
  });
  expect(requests).toBe(1);
  expect(calls).toHaveLength(1);
});

test("an endpoint that is not there is named, with the variable to correct", async () => {
  const { reply } = await asking(() => undefined, {
    endpoint: connect({ apiKey: "k", baseUrl: "http://127.0.0.1:2/v1" }),
  });
  expect(reply).toMatchObject({
    ok: false,
    kind: "infra",
    code: "network",
    words: "http://127.0.0.1:2/v1 cannot be reached (ECONNREFUSED); is OPENAI_BASE_URL right?",
    charge: { source: "none" },
  });
});

test("silence, and a body that never ends, end at the time limit and are charged", async () => {
  const silent = await asking(() => undefined, { timeoutMs: 150 });
  expect(silent.reply).toMatchObject({
    ok: false,
    kind: "infra",
    code: "timeout",
    charge: { source: "reserve" },
  });
  const dripping = await asking(
    (_body, response) => void response.writeHead(200, { "content-type": "application/json" }).write("{"),
    {
      timeoutMs: 150,
    },
  );
  expect(dripping.reply).toMatchObject({
    ok: false,
    kind: "infra",
    code: "timeout",
    charge: { source: "reserve" },
  });
});

test("a broken connection is infra; half a reply may have been paid for", async () => {
  const cut = await asking((_body, response) => void response.socket?.destroy());
  expect(cut.reply).toMatchObject({
    ok: false,
    kind: "infra",
    code: "network",
    words: expect.stringMatching(/^the connection to .* broke before an answer came/),
    charge: { source: "reserve" },
  });
  const half = await asking((_body, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"choices":');
    setTimeout(() => response.socket?.destroy(), 20);
  });
  expect(half.reply).toMatchObject({ ok: false, kind: "infra", charge: { source: "reserve" } });
});

test("a reply without end is cut off at its cap", async () => {
  const { reply } = await asking((_body, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`{"junk":"${"x".repeat(1_500_000)}"}`);
  });
  expect(reply).toMatchObject({
    ok: false,
    kind: "format",
    code: "too_large",
    charge: { source: "reserve" },
  });
});

test("an answer that is no JSON is a format failure", async () => {
  const { reply } = await asking((_body, response) => answer(response, 200, "<html>gateway</html>"));
  expect(reply).toMatchObject({ ok: false, kind: "format", code: "malformed" });
  const page = await asking((_body, response) =>
    answer(response, 200, "<html>", { "content-type": "text/html" }),
  );
  expect(page.reply).toMatchObject({ ok: false, kind: "format", code: "malformed" });
});

test("a call that we stop ourselves is neither trouble nor free", async () => {
  const stop = new AbortController();
  const { reply } = await asking(() => stop.abort(), { signal: stop.signal });
  expect(reply).toMatchObject({ ok: false, kind: "aborted", charge: { source: "reserve" } });
});
