import { runSeeds } from "../pool/run-seeds.ts";
import type { Asked } from "../pool/seed-thread.ts";
import { differencesOf } from "./differences.ts";
import type { RecordedRun } from "./recorded-runs.ts";

export type CrashOptions = Readonly<{
  jobs: number;
  /** Every so many steps; 1 is every step. */
  every?: number;
  /** Two kills in one run, every pair. */
  pairs?: boolean;
  onOutcome?: () => void;
}>;

export type CrashReport = Readonly<{ name: string; steps: number; kills: number; faults: readonly string[] }>;

/**
 * Runs it once whole, and then once for every step at which the process may die: before a call and after its effect.
 * Whatever was killed must come to the same end; what a model was being asked at a kill may be asked once more.
 */
export async function crashEverywhere(recorded: RecordedRun, options: CrashOptions): Promise<CrashReport> {
  const { name, ...run } = recorded;
  const [whole] = await runSeeds([{ ...run, killsAt: [] }], { jobs: 1 });
  if (whole === undefined || whole.violations.length > 0)
    return { name, steps: 0, kills: 0, faults: [`not killed: ${whole?.violations[0]?.words}`] };
  const { every = 1, pairs = false, jobs } = options;
  const steps = Array.from({ length: whole.steps }, (_, at) => at + 1).filter((at) => at % every === 0);
  const kills = pairs
    ? steps.flatMap((one, at) => steps.slice(at).map((two) => [one, two + 1]))
    : steps.map((at) => [at]);
  const asked: Asked[] = kills.map((killsAt) => ({ ...run, killsAt }));
  const outcomes = await runSeeds(asked, {
    jobs,
    ...(options.onOutcome && { onOutcome: options.onOutcome }),
  });
  return {
    name,
    steps: whole.steps,
    kills: outcomes.length,
    faults: outcomes.flatMap((one) => differencesOf(one, whole, `killed at ${one.killsAt?.join(" and ")}`)),
  };
}
