import { classify } from "#src/effects/github/classify.ts";
import type { World } from "./world.ts";

/**
 * What cannot be looked at now hides nothing else: the next sweep looks again, and what failed meanwhile is in the trace.
 * @param isOfAll an error that is true of everything else too, and is thrown on
 */
export async function orNone<Found>(
  { trace, clock }: Pick<World, "trace" | "clock">,
  root: string,
  look: () => Promise<readonly Found[]>,
  isOfAll: (error: unknown) => boolean = () => false,
): Promise<readonly Found[]> {
  try {
    return await look();
  } catch (error) {
    if (isOfAll(error)) throw error;
    const attrs = { effect: "Sweep", outcome: "failed" as const, durationMs: 0 };
    trace.write({
      type: "effect",
      root,
      attrs: { ...attrs, "error.type": classify(error, clock()).message },
    });
    return [];
  }
}
