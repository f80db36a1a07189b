import { z } from "zod";

/** The planner's calls about one task. */
export const Planning = z.object({
  /** 1 for the first call; a refused reply asks again with the reasons. */
  ask: z.int().positive(),
  refusals: z.array(z.string()).default([]),
  reservedUsd: z.number().nonnegative(),
  /** When (milliseconds since the epoch) calls failed, the last few: each is settled once, however often it is heard. */
  failures: z.array(z.number()).optional(),
  /** Split is demanded: the task failed as a leaf. */
  mustSplit: z.boolean().default(false),
});
export type Planning = z.infer<typeof Planning>;

/** The key of the effect that asks the planner. */
export function planKey(taskId: string, { ask }: Planning): string {
  return `${taskId}/plan/${ask}`;
}
