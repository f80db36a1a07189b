import { z } from "zod";
import type { Attempt } from "./attempt.ts";
import type { PolicyUse } from "./policy.ts";

/** How an attempt that was told a rule ended: `helpful` and `harmful` only where its report cites the rule. */
export const UsedAs = z.object({
  as: z.enum(["told", "helpful", "harmful"]),
  /** The day it ended, `2026-11-23`. */
  day: z.iso.date(),
});
export type UsedAs = z.infer<typeof UsedAs>;

/** By the attempt's key: counted twice is counted once. */
export type Uses = Readonly<Record<string, UsedAs>>;

/** What an ended attempt says of a rule that it was told. */
export function usedAs({ report, mergedSha, outcome }: Attempt, id: string): UsedAs["as"] {
  if (report?.policiesApplied.includes(id) !== true) return "told";
  if (mergedSha !== undefined) return "helpful";
  return outcome?.class === "check" || outcome?.class === "no_progress" ? "harmful" : "told";
}

export function sumOf(
  uses: Uses,
): PolicyUse & { firstUsed: string | undefined; lastUsed: string | undefined } {
  const all = Object.values(uses);
  const count = (as: UsedAs["as"]) => all.filter((each) => each.as === as).length;
  const days = all.map(({ day }) => day).toSorted();
  const [firstUsed] = days;
  const lastUsed = days.at(-1);
  return { hits: all.length, helpful: count("helpful"), harmful: count("harmful"), firstUsed, lastUsed };
}
