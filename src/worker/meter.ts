import type { Briefing } from "#src/core/briefing.ts";
import { byteLength } from "#src/core/cut-middle.ts";
import type { Limit, Usage } from "#src/core/report.ts";
import { addUsage, addUsd, inputTokensAtMost, noUsage, reserveOfCall } from "#src/core/usage.ts";
import type { Charge } from "#src/effects/llm/answer.ts";
import type { Message } from "#src/effects/llm/request-body.ts";

/** What the next call may use, or the limit that forbids it. */
export type Allowance =
  | Readonly<{ ok: true; maxOutputTokens: number; inputTokensMax: number }>
  | Readonly<{ ok: false; limit: Limit; reason: string }>;

/** Holds an attempt to its token and money limits: nothing is sent that could pass them. */
export type Meter = Readonly<{
  reserve: (messages: readonly Message[]) => Allowance;
  settle: (charge: Charge, messages: readonly Message[]) => void;
  usage: () => Usage;
}>;

/** @param toolBytes of the tool descriptions that every request carries */
export function createMeter({ limits, provider }: Briefing, toolBytes: number): Meter {
  let used = noUsage;
  /** The last prompt that the provider counted. */
  let counted: { messages: number; inputTokens: number } | undefined;

  const inputAtMost = (messages: readonly Message[]): number => {
    const since = messages.slice(counted?.messages ?? 0);
    const bytes = byteLength(JSON.stringify(since)) + (counted === undefined ? toolBytes : 0);
    return inputTokensAtMost(bytes, since.length, {
      inputTokens: counted?.inputTokens ?? 0,
      outputTokens: 0,
    });
  };

  return {
    usage: () => used,
    settle: (charge, messages) => {
      used = addUsage(used, charge.usage);
      if (charge.source === "reply")
        counted = { messages: messages.length, inputTokens: charge.usage.inputTokens };
    },
    reserve: (messages) => {
      const inputTokensMax = inputAtMost(messages);
      const maxOutputTokens = Math.min(limits.replyTokens, limits.outputTokens - used.outputTokens);
      const usd = reserveOfCall(provider.price, inputTokensMax, maxOutputTokens);
      if (maxOutputTokens < 1 || used.inputTokens + inputTokensMax > limits.inputTokens) {
        const reason = `the next call could pass the limit of ${limits.inputTokens} input and ${limits.outputTokens} output tokens`;
        return { ok: false, limit: "tokens", reason };
      }
      if (addUsd(used.usd, usd) > limits.usd) {
        const reason = `the next call could cost $${usd}; $${used.usd} of $${limits.usd} are spent`;
        return { ok: false, limit: "usd", reason };
      }
      return { ok: true, maxOutputTokens, inputTokensMax };
    },
  };
}
