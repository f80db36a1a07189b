import type { Config } from "#src/core/rules.ts";
import type { z } from "zod";
import type { Random } from "../parts.ts";

/** What `.github/fractal.yml` says in this seed: limits wide enough for the drawn tree, and often something of its own. */
export function drawConfig(random: Random, tasks: number): z.input<typeof Config> {
  const isPoor = random.chance(0.2);
  const verify = random.chance(0.3) ? { verify: "make check" } : {};
  return {
    models: { planner: "planner", worker: ["small", "small", "strong"], router: "small", fixer: "strong" },
    prices: { planner: modelPrice, small: modelPrice, strong: strongPrice },
    budget: { usd: isPoor ? random.between(6, 60) / 100 : 10 + tasks * 4 },
    review: { leaf: random.chance(0.05) ? "human" : "auto" },
    ...verify,
    ...(verify.verify !== undefined && random.chance(0.3) && { ci: "verify" as const }),
    limits: {
      childrenMax: 30,
      depthMax: 5,
      nodesMax: tasks * 3 + 20,
      parallelLeavesMax: random.pick([1, 2, 4, 4, 8]),
      settleSecondsMin: random.pick([0, 60]),
      noChecksSecondsMax: 180,
      runMinutesMax: random.pick([30, 60]),
      infraRetriesMax: random.pick([2, 5]),
    },
  };
}

/** Of planner and router, per million tokens. */
export const modelPrice = { inputPerMTok: 0.25, outputPerMTok: 2 };
/** Of the fixer. */
export const strongPrice = { inputPerMTok: 2, outputPerMTok: 8 };
