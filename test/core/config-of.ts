import type { z } from "zod";
import type { EventOf } from "#src/core/event.ts";
import { Config } from "#src/core/rules.ts";
import type { Script } from "./world.ts";

/** With fixed token limits, so that a story may speak of its money: a plan reserves 72,000 tokens, an attempt 440,000. */
export function configOf({ limits, ...config }: z.input<typeof Config> = {}): Config {
  const tokens = {
    plannerInputTokensMax: 60_000,
    plannerOutputTokensMax: 12_000,
    attemptInputTokensMax: 400_000,
    attemptOutputTokensMax: 40_000,
  };
  return Config.parse({ ...config, limits: { ...tokens, ...limits } });
}

/** What a look at the repository finds, for the `round`-th time. */
export function preflightDone(script: Script, round: number): EventOf<"PreflightDone"> {
  const config = configOf(script.config);
  const dollars = script.price ?? 0.1;
  const price = { inputPerMTok: dollars, outputPerMTok: dollars };
  const { planner, worker, router, fixer } = config.models;
  const models = [planner, ...worker, router, fixer];
  return {
    type: "PreflightDone",
    problems: [],
    baseSha: "base",
    defaultBranch: "main",
    ci: config.ci ?? "own",
    config,
    prices: Object.fromEntries(models.map((model) => [model, price])),
    ...script.preflight?.(round),
  };
}
