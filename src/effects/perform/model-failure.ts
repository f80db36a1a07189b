import type { Answer, AskFailure } from "#src/effects/llm/answer.ts";
import { NeedsHuman, Outage, Retryable } from "#src/errors.ts";
import { PaidFailure } from "./paid-failure.ts";

/**
 * A reply that is not the contract is an answer, too: what is done about it is decided.
 * @throws failureOf for a call that brought none
 */
export function answered<Value>(answer: Answer<Value>): Answer<Value> {
  if (answer.ok || answer.kind === "format") return answer;
  throw failureOf(answer);
}

/** What to throw for a call to a model that brought no answer. */
export function failureOf({ kind, code, words, retryAfterMs, charge }: AskFailure): Error {
  if (kind !== "infra") return new NeedsHuman(words);
  // Who asks for patience is there.
  if (code === "rate_limit") return new Retryable(words, { retryAfterMs });
  if (charge.source === "none") return new Outage(words, { of: "model", retryAfterMs });
  return new PaidFailure(words, { retryAfterMs, usage: charge.usage });
}
