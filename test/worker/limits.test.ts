import { expect, test } from "vitest";
import { attempt, briefingOf, done, workshop } from "./workshop.ts";

const read = { calls: [{ name: "read_file", args: { path: "README.md" } }] };
const { limits } = briefingOf();

test.each([
  ["steps", { limits: { ...limits, steps: 3 } }, { calls: 3 }],
  ["tokens", { limits: { ...limits, inputTokens: 15_000 } }, {}],
  ["tokens", { limits: { ...limits, outputTokens: 120 } }, { calls: 3, outputTokens: 150 }],
  ["usd", { limits: { ...limits, usd: 0.0066 } }, {}],
] as const)("an attempt ends at its limit of %s", async (limit, change, usage) => {
  using shop = workshop();
  const { result } = await attempt(shop, [read], change);
  expect(result).toMatchObject({ outcome: "limit", limit, usage });
  expect(result.usage.calls).toBeGreaterThan(0);
  expect(result.usage.inputTokens).toBeLessThanOrEqual(change.limits.inputTokens);
  expect(result.usage.usd).toBeLessThanOrEqual(change.limits.usd);
});

test("a call that could pass the money limit is not made", async () => {
  using shop = workshop();
  const { result, requests } = await attempt(shop, [read], { limits: { ...limits, usd: 0.001 } });
  expect(result).toMatchObject({ outcome: "limit", limit: "usd", usage: { calls: 0, usd: 0 } });
  expect(requests).toEqual([]);
});

test("the wall clock ends a hanging check and then the attempt", async () => {
  using shop = workshop();
  const { result } = await attempt(shop, [{ calls: [{ name: "run_tests", args: {} }] }], {
    verify: "sleep 300",
    limits: { ...limits, wallMs: 2500 },
  });
  expect(result).toMatchObject({ outcome: "limit", limit: "wall" });
});

test("the same failure three times is no progress", async () => {
  using shop = workshop();
  const edit = { calls: [{ name: "edit_file", args: { path: "src/sum.sh", old: "not there", new: "x" } }] };
  const { result } = await attempt(shop, [edit]);
  expect(result).toMatchObject({ outcome: "limit", limit: "repeated-failure", usage: { calls: 3 } });
  expect(result.reason).toContain("edit_file failed 3 times in the same way");
});

test.each([
  ["text instead of a tool call", { text: "Sure! Here is what I would do." }],
  ["arguments that are no JSON", { calls: [{ name: "read_file", args: '{"path": "REA' }] }],
  ["a reply cut off at its limit", { raw: { content: "half a", finishReason: "length" } }],
] as const)("garbage for ever ends after two replies: %s", async (_name, reply) => {
  using shop = workshop();
  const { result, requests } = await attempt(shop, [reply as never]);
  expect(result.outcome).toBe("format");
  expect(requests).toHaveLength(2);
  expect(requests[1]?.["messages"]).toEqual(requests[0]?.["messages"]);
});

test("one bad reply is discarded and asked afresh", async () => {
  using shop = workshop();
  const { result } = await attempt(shop, [
    { text: "let me think" },
    { calls: [{ name: "write_file", args: { path: "src/sum.sh", content: "echo $(( $1 + $2 ))\n" } }] },
    { text: "hm" },
    { calls: [{ name: "run_tests", args: {} }] },
    { calls: [{ name: "submit", args: done }] },
  ]);
  expect(result).toMatchObject({ outcome: "submitted", usage: { calls: 5 } });
});

test("a busy provider is waited for as long as it asks, then the attempt goes on", async () => {
  using shop = workshop();
  const waits: number[] = [];
  const pause = async (ms: number) => void waits.push(ms);
  const ask = { calls: [{ name: "ask_human", args: { question: "Which?", options: ["a", "b"] } }] };
  const { result } = await attempt(
    shop,
    [{ status: 429, retryAfter: 7 }, { status: 503 }, ask],
    {},
    { pause },
  );
  expect(result.outcome).toBe("blocked");
  expect(waits).toEqual([7000, 2000]);
  expect(result.usage).toMatchObject({ calls: 3, inputTokens: 1000 });
});

test.each([
  [500, undefined, 5],
  [401, "auth", 1],
  [404, "model-unknown", 1],
  [400, "bad-request", 2],
] as const)("HTTP %i for ever is infra, with the fault %s", async (status, fault, calls) => {
  using shop = workshop();
  const { result } = await attempt(shop, [{ status }]);
  expect(result.outcome).toBe("infra");
  expect(result.fault).toBe(fault);
  expect(result.usage).toEqual({ inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: 0, calls });
});

test("tries that a provider may have charged in vain, up to the last of the money, are its trouble", async () => {
  using shop = workshop();
  const { result } = await attempt(shop, [{ status: 502 }], { limits: { ...limits, usd: 0.0066 } });
  expect(result).toMatchObject({ outcome: "infra", usage: { calls: 1 } });
  expect(result.usage.usd).toBeGreaterThan(0);
  expect(result.usage.usd).toBeLessThanOrEqual(0.0066);
});

test("a job that is stopped says so and still reports", async () => {
  using shop = workshop();
  const { result } = await attempt(shop, [read], {}, { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ outcome: "infra", reason: "the job was stopped", usage: { calls: 0 } });
});

test("a workspace that is not a checkout of the base is refused with what to do", async () => {
  using shop = workshop();
  await expect(attempt(shop, [read], {}, { baseSha: "0".repeat(40) })).rejects.toThrow("check it out first");
  await expect(attempt(shop, [read], {}, { workspace: "/" })).rejects.toThrow("is not a git checkout");
});
