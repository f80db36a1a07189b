import type { AskFailure } from "#src/effects/llm/answer.ts";
import { NeedsHuman, Outage, Retryable } from "#src/errors.ts";
import { PaidFailure } from "./paid-failure.ts";

/** What to throw for a call to a model that brought no answer. */
export function failureOf({ kind, code, words, retryAfterMs, charge }: AskFailure): Error {
  if (kind !== "infra") return new NeedsHuman(words);
  // Who asks for patience is there.
  if (code === "rate_limit") return new Retryable(words, { retryAfterMs });
  if (charge.source === "none") return new Outage(words, { of: "model", retryAfterMs });
  return new PaidFailure(words, { retryAfterMs, usage: charge.usage });
}
