import { z } from "zod";

/** An effect that failed and waits, or waits for a person. */
export const Trouble = z.object({
  key: z.string(),
  /** How often it failed; 0 while it was only held back. */
  count: z.int().nonnegative(),
  /** Milliseconds since the epoch; absent: only a person or a restart tries again. */
  retryAt: z.number().optional(),
  message: z.string(),
  /** What it needs has been down for long: the same words for all that waits for it. */
  outage: z.string().optional(),
});
export type Trouble = z.infer<typeof Trouble>;
