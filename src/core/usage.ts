import type { Usage } from "./report.ts";
import type { ModelPrice } from "./rules.ts";

/** Tokens of one call as the provider reports them; `cachedInputTokens` is part of `inputTokens`. */
export type Tokens = Readonly<{ inputTokens: number; outputTokens: number; cachedInputTokens: number }>;

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: 0, calls: 0 };

/**
 * Price of a call in US dollars, rounded up to whole micro-dollars. Inside it is integer arithmetic: a price is turned into
 * whole pico-dollars per token first, so that 1.1 × 10 does not become 11.000000000000002.
 */
export function priceOf(price: ModelPrice, tokens: Tokens): number {
  const cached = Math.min(tokens.cachedInputTokens, tokens.inputTokens);
  const pico =
    (tokens.inputTokens - cached) * picoPerToken(price.inputPerMTok) +
    cached * picoPerToken(price.cachedInputPerMTok ?? price.inputPerMTok) +
    tokens.outputTokens * picoPerToken(price.outputPerMTok);
  return Math.ceil(pico / 1e6) / 1e6;
}

/** Sums of money go through whole micro-dollars: 0.1 + 0.2 is 0.3. */
export function addUsd(...amounts: number[]): number {
  return amounts.reduce((micros, usd) => micros + Math.round(usd * 1e6), 0) / 1e6;
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    usd: addUsd(a.usd, b.usd),
    calls: a.calls + b.calls,
  };
}

/**
 * The most input tokens a prompt can be: what the provider counted for the part it has seen, and one token for every byte since,
 * which no byte-level tokenizer exceeds, with room for what it adds around each message.
 */
export function inputTokensAtMost(
  bytesSince: number,
  messagesSince: number,
  counted: { inputTokens: number; outputTokens: number } = { inputTokens: 0, outputTokens: 0 },
): number {
  return counted.inputTokens + counted.outputTokens + bytesSince + messagesSince * 16 + 64;
}

/** The most one call can cost: nothing cached, every allowed output token used. */
export function reserveOfCall(price: ModelPrice, inputTokens: number, maxOutputTokens: number): number {
  return priceOf(price, { inputTokens, outputTokens: maxOutputTokens, cachedInputTokens: 0 });
}

/** So many times its reserve an attempt is charged at most: an honest worker asks nothing that could pass it. */
const timesReserve = 3;
/** No attempt comes near; what claims more shall at least be a number that can be added up and kept. */
const most = { tokens: 1_000_000_000, calls: 100_000 };

/**
 * What an attempt is charged. Its own figures count only when they are there and not below what its trace shows, else the whole reserve is
 * charged; tokens cost their price, whatever sum is claimed for them; and more than the reserve is charged only where the trace shows it,
 * up to three times as much: whatever ran in the job can write into its trace.
 * @param traced the sum over the attempt's `model_call` lines, absent when there is no readable trace
 */
export function settle(
  claimed: Usage | undefined,
  traced: Usage | undefined,
  about: { reservedUsd: number; price: ModelPrice | undefined },
): { usage: Usage; note?: string } {
  const { usage, ...rest } = charged(claimed, traced, about);
  return { usage: countable(usage), ...rest };
}

function countable({ usd, inputTokens, outputTokens, cachedInputTokens, calls }: Usage): Usage {
  return {
    inputTokens: Math.min(inputTokens, most.tokens),
    outputTokens: Math.min(outputTokens, most.tokens),
    cachedInputTokens: Math.min(cachedInputTokens, most.tokens),
    usd,
    calls: Math.min(calls, most.calls),
  };
}

function charged(
  claimed: Usage | undefined,
  traced: Usage | undefined,
  { reservedUsd, price }: { reservedUsd: number; price: ModelPrice | undefined },
): { usage: Usage; note?: string } {
  const worth = (usage: Usage) =>
    price === undefined ? usage.usd : Math.max(usage.usd, priceOf(price, usage));
  const shown = traced === undefined ? 0 : worth(traced);
  const atMost = Math.min(Math.max(reservedUsd, shown), addUsd(reservedUsd * timesReserve));
  if (claimed === undefined) {
    const note = "no usage was reported: the reserve is charged";
    return { usage: { ...(traced ?? noUsage), usd: atMost }, note };
  }
  const hidden =
    traced === undefined ||
    claimed.usd < traced.usd ||
    claimed.inputTokens < traced.inputTokens ||
    claimed.outputTokens < traced.outputTokens;
  if (hidden) {
    const note = "the reported usage is below what the trace shows: the reserve is charged";
    return { usage: { ...claimed, usd: atMost }, note };
  }
  const usd = Math.min(worth(claimed), atMost);
  if (usd < claimed.usd) {
    const note = `${claimed.usd} USD are reported, above the reserve and what the trace shows: ${usd} are charged`;
    return { usage: { ...claimed, usd }, note };
  }
  if (usd === claimed.usd) return { usage: claimed };
  return {
    usage: { ...claimed, usd },
    note: "the reported tokens cost more than reported: their price is charged",
  };
}

function picoPerToken(perMTok: number): number {
  return Math.round(perMTok * 1e6);
}
