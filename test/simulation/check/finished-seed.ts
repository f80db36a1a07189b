import { installClock } from "../virtual-time.ts";
import { remainsOf } from "./remains-of.ts";
import type { Remains } from "./rows.ts";

/** What a seed without any fault leaves behind: a tree with dependencies whose pull request nobody has merged. */
export async function finishedSeed(seed = 3): Promise<Remains> {
  const clock = installClock();
  // What is imported after the clock finds no other time.
  const { Simulation } = await import("../simulation.ts");
  const simulation = await Simulation.open(clock, { seed, plan: {} });
  await simulation.run();
  const { disk, around } = simulation;
  const end = { rows: disk.rows.all(), trace: disk.trace.lines, isEdited: false };
  return remainsOf(around.hub, { ...end, realUsd: around.spentUsd() });
}
