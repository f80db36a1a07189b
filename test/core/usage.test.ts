import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tracedUsage } from "#src/core/traced-usage.ts";
import {
  addUsage,
  addUsd,
  inputTokensAtMost,
  noUsage,
  priceOf,
  reserveOfCall,
  settle,
} from "#src/core/usage.ts";

const price = { inputPerMTok: 0.25, cachedInputPerMTok: 0.025, outputPerMTok: 2 };
const tokens = (inputTokens: number, outputTokens: number, cachedInputTokens = 0) => ({
  inputTokens,
  outputTokens,
  cachedInputTokens,
});
const used = (usd: number, inputTokens = 100, outputTokens = 10) => ({
  ...noUsage,
  inputTokens,
  outputTokens,
  usd,
  calls: 1,
});

test("a call's price is exact to the millionth and rounded up", () => {
  expect(priceOf(price, tokens(1_000_000, 0))).toBe(0.25);
  expect(priceOf(price, tokens(1000, 50))).toBe(0.00035);
  expect(priceOf(price, tokens(1000, 50, 400))).toBe(0.00026);
  expect(priceOf({ inputPerMTok: 1.1, outputPerMTok: 0 }, tokens(10, 0))).toBe(0.000011);
  expect(priceOf({ inputPerMTok: 0.1, outputPerMTok: 0.1 }, tokens(1, 0))).toBe(0.000001);
  expect(priceOf({ inputPerMTok: 0, outputPerMTok: 0 }, tokens(9, 9))).toBe(0);
});

test("cached tokens cost full price where no other is known, and are never more than there are", () => {
  expect(priceOf({ inputPerMTok: 1, outputPerMTok: 0 }, tokens(100, 0, 50))).toBe(0.0001);
  expect(priceOf(price, tokens(100, 0, 1000))).toBe(priceOf(price, tokens(100, 0, 100)));
});

test("sums of money stay exact", () => {
  expect(addUsd(0.1, 0.2)).toBe(0.3);
  expect(addUsd()).toBe(0);
  expect(addUsage(used(0.1), used(0.2))).toEqual({
    ...noUsage,
    inputTokens: 200,
    outputTokens: 20,
    usd: 0.3,
    calls: 2,
  });
});

test("no call within its bounds costs more than its reserve", () => {
  const bounds = fc.record({ input: fc.nat(1_000_000), output: fc.nat(100_000), cached: fc.nat(1_000_000) });
  fc.assert(
    fc.property(
      bounds,
      fc.double({ min: 0, max: 100, noNaN: true }),
      ({ input, output, cached }, perMTok) => {
        const any = { inputPerMTok: perMTok, outputPerMTok: perMTok * 4 };
        const call = tokens(Math.floor(input / 2), Math.floor(output / 3), Math.min(cached, input));
        expect(priceOf(any, call)).toBeLessThanOrEqual(reserveOfCall(any, input, output));
      },
    ),
  );
});

test("a prompt is at most what was counted and a token for every byte since", () => {
  expect(inputTokensAtMost(1000, 2)).toBe(1096);
  expect(inputTokensAtMost(100, 1, { inputTokens: 500, outputTokens: 20 })).toBe(700);
});

/** Of a model that costs nothing, so that only what is said counts. */
const free = { reservedUsd: 1, price: { inputPerMTok: 0, outputPerMTok: 0 } };

test("the reserve is charged when usage is missing or below what the trace shows", () => {
  expect(settle(used(0.1), used(0.1), free)).toEqual({ usage: used(0.1) });
  expect(settle(used(0.2), used(0.1), free)).toEqual({ usage: used(0.2) });
  expect(settle(used(0.2), used(0.1), { ...free, price: undefined })).toEqual({ usage: used(0.2) });
  expect(settle(undefined, undefined, free)).toMatchObject({
    usage: { usd: 1, inputTokens: 0 },
    note: "no usage was reported: the reserve is charged",
  });
  expect(settle(undefined, used(0.1), free).usage).toEqual({ ...used(0.1), usd: 1 });
  expect(settle(used(0.1), undefined, free).usage.usd).toBe(1);
  expect(settle(used(0.1), used(0.2), free)).toMatchObject({
    usage: { usd: 1 },
    note: "the reported usage is below what the trace shows: the reserve is charged",
  });
  expect(settle(used(0.1, 99), used(0.1), free).usage.usd).toBe(1);
  expect(settle(used(0.1, 100, 9), used(0.1), free).usage.usd).toBe(1);
  expect(settle(used(0.1), used(3), free).usage.usd).toBe(3);
  expect(settle(undefined, used(3), free).usage.usd).toBe(3);
});

test("tokens cost their price, whatever sum is claimed for them", () => {
  const claimed = used(0, 1_000_000, 0);
  expect(settle(claimed, claimed, { reservedUsd: 1, price })).toEqual({
    usage: { ...claimed, usd: 0.25 },
    note: "the reported tokens cost more than reported: their price is charged",
  });
});

test("more than the reserve is charged only where the trace shows it", () => {
  expect(settle(used(7), used(0.1), free)).toEqual({
    usage: used(1),
    note: "7 USD are reported, above the reserve and what the trace shows: 1 are charged",
  });
  expect(settle(used(7), undefined, free).usage.usd).toBe(1);
  expect(settle(used(3), used(2), free).usage.usd).toBe(2);
  expect(settle(used(3), used(3), free)).toEqual({ usage: used(3) });
  const many = used(0, 8_000_000, 0);
  expect(settle(many, used(0), { reservedUsd: 1, price }).usage.usd).toBe(1);
  expect(settle(many, many, { reservedUsd: 1, price }).usage.usd).toBe(2);
});

test("three times the reserve is charged at most, and what is kept can be added up, whatever a trace claims", () => {
  expect(settle(used(7), used(7), free)).toEqual({
    usage: used(3),
    note: "7 USD are reported, above the reserve and what the trace shows: 3 are charged",
  });
  expect(settle(undefined, used(2_000_000), free).usage.usd).toBe(3);
  expect(settle(used(0.1), used(Infinity), free).usage.usd).toBe(3);
  expect(settle(used(0.1), used(0, 9e15), { reservedUsd: 0.18, price }).usage.usd).toBe(0.54);
  const many = { ...used(0, 9e20, 9e20), cachedInputTokens: 9e20, calls: 1e9 };
  expect(settle(undefined, many, free).usage).toEqual({
    ...used(1, 1e9, 1e9),
    cachedInputTokens: 1e9,
    calls: 100_000,
  });
});

test("a trace's usage is the sum of its model calls", () => {
  const envelope = { v: 1, ts: "2026-01-01T00:00:00.000Z", run: "1", root: "r" } as const;
  const call = {
    ...envelope,
    seq: 1,
    type: "model_call",
    attrs: {
      "gen_ai.operation.name": "chat",
      "gen_ai.agent.name": "worker",
      "gen_ai.request.model": "small",
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.cache_read.input_tokens": 40,
      "gen_ai.usage.output_tokens": 10,
      "fractal.cost.usd": 0.1,
      "fractal.usage.source": "reply",
      durationMs: 5,
      outcome: "ok",
    },
  } as const;
  const other = { ...envelope, seq: 2, type: "event", attrs: { event: "x" } } as const;
  expect(tracedUsage([call, other, { ...call, seq: 3 }])).toEqual({
    inputTokens: 200,
    outputTokens: 20,
    cachedInputTokens: 80,
    usd: 0.2,
    calls: 2,
  });
});
