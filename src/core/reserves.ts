import { type Caller, tokensOf } from "./caller.ts";
import type { RootFacts } from "./tree.ts";
import { reserveOfCall } from "./usage.ts";

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
