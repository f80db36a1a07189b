import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { z } from "zod";
import { ask, type Question } from "#src/effects/llm/ask.ts";
import { connect, replyBytesMax } from "#src/effects/llm/connect.ts";
import { answer, completion, endpoint } from "./endpoint.ts";

const City = z.object({ city: z.string() });
type Reply = (response: ServerResponse) => void;

/** What becomes of one question when the endpoint behaves like this. */
async function asked(reply: Reply, more: Partial<Question<z.infer<typeof City>>> = {}) {
  let requests = 0;
  await using server = await endpoint((_body, response) => {
    requests += 1;
    reply(response);
  });
  const answered = await ask({
    endpoint: connect({ apiKey: "k", baseUrl: server.baseUrl }),
    model: "small",
    messages: [{ role: "user", content: "Capital of France?" }],
    schema: { name: "city", zod: City },
    maxOutputTokens: 200,
    timeoutMs: 20_000,
    price: { inputPerMTok: 1, outputPerMTok: 10 },
    ...more,
  });
  return { answered, requests };
}

const says =
  (content: string | null, more: object = {}): Reply =>
  (response) =>
    answer(response, 200, completion(content, more));
const message = (fields: object, finish = "stop") => ({
  choices: [{ finish_reason: finish, message: fields }],
});
const refuses =
  (status: number, headers: Record<string, string> = {}): Reply =>
  (response) =>
    answer(response, status, { error: { message: "no" } }, headers);

// Paid by what the provider counted: to be asked afresh, a few times.
test.each<[string, Reply, string]>([
  ["an empty reply", says(""), "malformed"],
  ["no content at all", says(null), "malformed"],
  ["truncated JSON", says('{"city":"Par'), "malformed"],
  ["a reply that was cut at its limit", says(null, message({ content: '{"city":"P' }, "length")), "length"],
  ["prose", says("Paris, as everybody knows."), "malformed"],
  ["another schema", says('{"town":"Paris"}'), "malformed"],
  ["a list for an object", says('["Paris"]'), "malformed"],
  ["a refusal", says(null, message({ content: null, refusal: "I may not" })), "refusal"],
  ["a filtered reply", says(null, message({ content: "" }, "content_filter")), "refusal"],
])("%s is no answer, and is paid for", async (_, reply, code) => {
  const { answered, requests } = await asked(reply);
  expect(answered).toMatchObject({ ok: false, kind: "format", code, charge: { source: "reply" } });
  expect(answered.charge.usage.usd).toBeGreaterThan(0);
  expect(requests).toBe(1);
});

// Nobody says what it cost: the most that it can have been.
test.each<[string, Reply, string]>([
  ["a reply of 10 MB", (response) => void response.end(`"${"x".repeat(10_000_000)}"`), "too_large"],
  ["whitespace without end", whitespace, "too_large"],
  ["a page instead of JSON", (response) => answer(response, 200, "<html>"), "malformed"],
  ["200 with nothing in it", (response) => answer(response, 200, ""), "malformed"],
  ["a reply without choices", (response) => answer(response, 200, { choices: [] }), "malformed"],
])("%s is no answer, and is charged its reserve", async (_, reply, code) => {
  const { answered } = await asked(reply);
  expect(answered).toMatchObject({
    ok: false,
    kind: "format",
    code,
    charge: { source: "reserve", usage: { outputTokens: 200 } },
  });
});

test("no more than the limit of a reply is read", async () => {
  const { promise: written, resolve } = Promise.withResolvers<number>();
  await asked((response) => {
    const { socket } = response;
    response.on("close", () => resolve(socket?.bytesWritten ?? 0));
    whitespace(response);
  });
  // What lies in the buffers of both sides was written as well.
  expect(await written).toBeGreaterThan(replyBytesMax);
  expect(await written).toBeLessThan(20 * replyBytesMax);
});

// The provider is in trouble: wait and try again; charged where it may have been at work.
test.each<[string, Reply, { code: string; retryAfterMs?: number; charge: "none" | "reserve" }]>([
  [
    "429 with a time",
    refuses(429, { "retry-after": "7" }),
    { code: "rate_limit", retryAfterMs: 7000, charge: "none" },
  ],
  ["429 without one", refuses(429), { code: "rate_limit", charge: "none" }],
  ["429 with nonsense", refuses(429, { "retry-after": "soon" }), { code: "rate_limit", charge: "none" }],
  ["500", refuses(500), { code: "http_500", charge: "none" }],
  [
    "503 with a time",
    refuses(503, { "retry-after": "2" }),
    { code: "http_503", retryAfterMs: 2000, charge: "none" },
  ],
  ["529", refuses(529), { code: "http_529", charge: "none" }],
  ["408", refuses(408), { code: "http_408", charge: "reserve" }],
  ["502", refuses(502), { code: "http_502", charge: "reserve" }],
  [
    "504 with a time",
    refuses(504, { "retry-after": "2" }),
    { code: "http_504", retryAfterMs: 2000, charge: "reserve" },
  ],
  ["524", refuses(524), { code: "http_524", charge: "reserve" }],
  [
    "a connection that is closed",
    (response) => void response.socket?.end(),
    { code: "network", charge: "reserve" },
  ],
  [
    "a connection that is reset",
    (response) => void response.socket?.resetAndDestroy(),
    { code: "network", charge: "reserve" },
  ],
  ["a reply that breaks off", breaksOff, { code: "broken_reply", charge: "reserve" }],
])("%s is infra", async (_, reply, { charge, ...about }) => {
  const { answered, requests } = await asked(reply);
  expect(answered).toMatchObject({ ok: false, kind: "infra", ...about, charge: { source: charge } });
  expect("retryAfterMs" in answered).toBe(about.retryAfterMs !== undefined);
  expect(requests).toBe(1);
});

// Nobody heard the question.
test.each([
  ["an endpoint that is not there", "http://127.0.0.1:2/v1"],
  ["an address that is never connected to", "http://127.0.0.1:6000/v1"],
  ["a scheme that is none", "gopher://127.0.0.1/v1"],
])("%s costs nothing", async (_, baseUrl) => {
  const { answered } = await asked(() => {}, { endpoint: connect({ apiKey: "k", baseUrl }) });
  expect(answered).toMatchObject({ kind: "infra", code: "network", charge: { source: "none" } });
});

test("a server that speaks no TLS costs nothing", async () => {
  await using plain = await endpoint((_body, response) => answer(response, 200, {}));
  const url = plain.baseUrl.replace("http:", "https:");
  const { answered } = await asked(() => {}, { endpoint: connect({ apiKey: "k", baseUrl: url }) });
  expect(answered).toMatchObject({ kind: "infra", code: "network", charge: { source: "none" } });
});

test.each<[string, Reply]>([
  ["silence", () => {}],
  ["whitespace that drips", drips],
])("%s ends at the time limit, and is charged its reserve", async (_, reply) => {
  const { answered } = await asked(reply, { timeoutMs: 300 });
  expect(answered).toMatchObject({
    ok: false,
    kind: "infra",
    code: "timeout",
    charge: { source: "reserve" },
  });
});

// Only a person can help; nothing was done, nothing is charged.
test.each<[number, string]>([
  [401, "auth"],
  [403, "auth"],
  [404, "model"],
  [422, "request"],
])("HTTP %i is for a person, and free", async (status, kind) => {
  const { answered } = await asked(refuses(status));
  expect(answered).toMatchObject({ ok: false, kind, charge: { source: "none", usage: { usd: 0 } } });
});

test("a filter that refuses the prompt itself is a refusal, and not a way of asking to be changed", async () => {
  const { answered, requests } = await asked((response) =>
    answer(response, 400, { error: { message: "The prompt was filtered", code: "content_filter" } }),
  );
  expect(answered).toMatchObject({ ok: false, kind: "format", code: "refusal", charge: { source: "none" } });
  expect(requests).toBe(1);
});

test.each<[string, unknown]>([
  ["absent", undefined],
  ["null", null],
  ["nonsense", { prompt_tokens: "many" }],
  ["more than there can be", { prompt_tokens: 9e15, completion_tokens: 1 }],
])("an answer whose usage is %s is taken, and charged its reserve", async (_, usage) => {
  const { answered } = await asked(says('{"city":"Paris"}', { usage }));
  expect(answered).toMatchObject({ ok: true, value: { city: "Paris" }, charge: { source: "reserve" } });
});

/** As some local servers do when a grammar has no way out. */
function whitespace(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const more = (): void => {
    while (!response.destroyed && response.write(" ".repeat(65_536)));
  };
  response.on("drain", more);
  more();
}

function drips(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}

function breaksOff(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"choices":[', () => response.socket?.destroy());
}
