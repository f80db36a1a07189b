import type { stateOf } from "#src/core/needs-you.ts";
import { pictureOf } from "./crash/picture.ts";
import type { TraceLine } from "#src/core/trace-line.ts";
import type { FaultPlan, Violation } from "./parts.ts";
import { type SeedOptions, Simulation } from "./simulation.ts";
import { type Clock, epoch } from "./virtual-time.ts";

/** What came of a seed: data, since it crosses threads. */
export type Outcome = Readonly<{
  seed: number;
  plan: FaultPlan;
  violations: readonly Violation[];
  /** What each root came to. */
  ends: Readonly<Record<string, ReturnType<typeof stateOf>>>;
  /** Decided steps of roots. */
  events: number;
  tasks: number;
  writes: number;
  starts: number;
  virtualMs: number;
  struck: Readonly<Record<string, number>>;
  /** Equal for equal runs. */
  digest: string;
  killsAt?: readonly number[] | undefined;
  /** Steps at which the process could have died. */
  steps: number;
  modelCalls: number;
  /** What kills may have lost of these. */
  lostCalls: number;
  /** Webhooks that came to the App's door. */
  deliveries: number;
  /** How often each type of effect was done or found. */
  effects: Readonly<Record<string, number>>;
  /** What it came to, when it was told where to die. */
  picture: readonly string[];
}>;

/** One seed, from the first wish to the verdict. */
export async function runSeed(clock: Clock, options: SeedOptions): Promise<Outcome> {
  const simulation = await Simulation.open(clock, options);
  await simulation.run();
  const { events, writes, disk, faults, machine } = simulation;
  return {
    seed: options.seed,
    plan: faults.plan,
    violations: simulation.violations,
    ends: simulation.ends(),
    events,
    tasks: disk.rows.rows.size,
    writes,
    starts: machine.starts,
    virtualMs: clock.now() - epoch,
    struck: Object.fromEntries(faults.struck),
    digest: disk.trace.digest(),
    killsAt: options.killsAt,
    steps: simulation.steps,
    modelCalls: simulation.models.asked,
    lostCalls: simulation.models.lost,
    deliveries: simulation.deliveries,
    effects: effectsOf(disk.trace.lines),
    picture: options.killsAt === undefined ? [] : await pictureOf(simulation),
  };
}

function effectsOf(lines: readonly TraceLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type, attrs } of lines)
    if (type === "effect" && attrs.outcome !== "failed")
      counts[attrs.effect] = (counts[attrs.effect] ?? 0) + 1;
  return counts;
}
