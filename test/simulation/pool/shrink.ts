import type { FaultPlan } from "../parts.ts";
import type { Outcome } from "../run-seed.ts";
import { runSeeds } from "./run-seeds.ts";

/** The least that still fails, as far as it was found. */
export type Shrunk = Readonly<{ seed: number; plan: FaultPlan; leavesMost: number | undefined }>;

/**
 * Takes kinds of faults away, by halves and then one by one, and leaves of the tree, as long as the same invariant is
 * still violated.
 */
export async function shrink({ seed, plan, violations }: Outcome, jobs: number): Promise<Shrunk> {
  const invariant = violations[0]?.invariant;
  const fails = async (candidates: readonly Shrunk[]): Promise<Shrunk | undefined> => {
    let found: Shrunk | undefined;
    await runSeeds(candidates, {
      jobs,
      isEnough: () => found !== undefined,
      onOutcome: (outcome) => {
        if (outcome.violations[0]?.invariant === invariant)
          found ??= candidates.find((each) => JSON.stringify(each.plan) === JSON.stringify(outcome.plan));
      },
    });
    return found;
  };
  let least: Shrunk = { seed, plan, leavesMost: undefined };
  for (let size = Math.ceil(Object.keys(plan).length / 2); size > 0;) {
    const smaller = await fails(without(least, size));
    if (smaller !== undefined) least = smaller;
    else size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  for (const leavesMost of [1, 2, 3, 5, 8]) {
    const smaller = await fails([{ ...least, leavesMost }]);
    if (smaller !== undefined) return smaller;
  }
  return least;
}

/** Every way to leave out so many kinds that stand beside each other. */
function without({ plan, ...rest }: Shrunk, size: number): Shrunk[] {
  const kinds = Object.entries(plan);
  const starts = Array.from({ length: Math.ceil(kinds.length / size) }, (_, nth) => nth * size);
  return starts.map((start) => ({
    ...rest,
    plan: Object.fromEntries(kinds.filter((_, at) => at < start || at >= start + size)),
  }));
}
