import type { FaultPlan } from "../parts.ts";
import { installClock } from "../virtual-time.ts";
import { remainsOf } from "./remains-of.ts";
import type { Remains } from "./rows.ts";

/** What a seed leaves behind; without any fault that is a tree with dependencies whose pull request nobody has merged. */
export async function finishedSeed(seed = 1, plan: FaultPlan = {}): Promise<Remains> {
  const clock = installClock();
  // What is imported after the clock finds no other time.
  const { Simulation } = await import("../simulation.ts");
  const simulation = await Simulation.open(clock, { seed, plan, leavesMost: 6 });
  await simulation.run();
  const { disk, around } = simulation;
  // No line was lost when it was started anew, for nothing was under way.
  const trace = {
    lines: disk.trace.lines.map((line) => ({ ...line, run: "one" })),
    blobs: disk.trace.blobs,
  };
  const end = { rows: disk.rows.all(), trace, edited: new Set<string>() };
  return remainsOf(around.hub, { ...end, spent: around.spent() });
}
