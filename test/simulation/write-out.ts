import type { Simulation } from "./simulation.ts";

/** As a stop in order does it: receipts that wait in memory are written. */
export async function writeOut(simulation: Simulation): Promise<void> {
  const { machine, clock } = simulation;
  let isOut = false;
  void machine.app?.forest.flush().then(() => (isOut = true));
  await simulation.until(clock.now() + 60_000, () => isOut);
}
