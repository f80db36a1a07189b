import type { Config, Limits } from "./rules.ts";

/** Who calls a model; all calls of one attempt, and all steps of one fixer, count as one. */
export type Caller = "planner" | "worker" | "router" | "fixer" | "distiller";

type Tokens = Readonly<{ input: number; output: number }>;

/** The tokens that one call by them may use up at most. */
export function tokensOf(limits: Limits, caller: Caller): Tokens {
  switch (caller) {
    case "planner":
      return { input: limits.plannerInputTokensMax, output: limits.plannerOutputTokensMax };
    case "worker":
      return { input: limits.attemptInputTokensMax, output: limits.attemptOutputTokensMax };
    default:
      return fixedTokens[caller];
  }
}

const fixedTokens = {
  router: { input: 32_000, output: 8000 },
  fixer: { input: 160_000, output: 32_000 },
  distiller: { input: 20_000, output: 2_000 },
} as const;

/** The model that they call. A worker's follows from the rung of its attempt; a rule is distilled by the router's, as it is as small a thing. */
export function modelOf({ models }: Config, caller: Exclude<Caller, "worker">): string {
  return models[caller === "distiller" ? "router" : caller];
}
