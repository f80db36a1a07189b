import type { z } from "zod";
import { Config } from "#src/core/rules.ts";

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
