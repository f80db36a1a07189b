import type { Config } from "#src/core/rules.ts";
import type { z } from "zod";
import type { Faults, Random } from "../parts.ts";

type Written = z.input<typeof Config>;

/** What `.github/fractal.yml` says of plans and questions, where the seed's plan has something of that; else as it was drawn. */
export function withTalk(config: Written, faults: Faults, random: Random): Written {
  const few = { questionsFree: random.pick([0, 1, 2]), questionMinutesMin: random.pick([5, 30, 90]) };
  return {
    ...config,
    ...(faults.strikes("config-approves") && { plan: "approve" as const }),
    ...(faults.strikes("config-asks-little") && { limits: { ...config.limits, ...few } }),
  };
}
