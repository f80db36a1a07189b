import type { Limits } from "./rules.ts";
import type { RootFacts } from "./tree.ts";
import { reserveOfCall } from "./usage.ts";

/** Who calls a model; all calls of one attempt, and all steps of one fixer, count as one. */
export type Caller = "planner" | "worker" | "router" | "fixer" | "distiller";

/** Tokens that one call may use up at most, where the configuration does not say. */
export const callTokens = {
  router: { input: 32_000, output: 8000 },
  fixer: { input: 160_000, output: 32_000 },
  distiller: { input: 20_000, output: 2_000 },
} as const;

/** The most, in US dollars, that one call by them to that model may cost; undefined where no price is known for it. */
export function reserveUsd(
  { config, prices }: Pick<RootFacts, "config" | "prices">,
  caller: Caller,
  model: string,
): number | undefined {
  const price = prices[model];
  const { input, output } = tokensOf(config.limits, caller);
  return price === undefined ? undefined : reserveOfCall(price, input, output);
}

function tokensOf(limits: Limits, caller: Caller): Readonly<{ input: number; output: number }> {
  switch (caller) {
    case "planner":
      return { input: limits.plannerInputTokensMax, output: limits.plannerOutputTokensMax };
    case "worker":
      return { input: limits.attemptInputTokensMax, output: limits.attemptOutputTokensMax };
    default:
      return callTokens[caller];
  }
}
