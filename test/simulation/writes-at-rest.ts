import { stateOf } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import type { Found } from "./parts.ts";
import type { Simulation } from "./simulation.ts";

/**
 * I9: in a world at rest nothing is written, however often it is looked at; nor is anything on GitHub by a new process.
 * The first round of that may write rows: receipts that the old one held back are looked up again.
 * @param forMs of each of two rounds of looking, in virtual milliseconds
 */
export async function writesAtRest(simulation: Simulation, forMs: number): Promise<Found[]> {
  const { writes, machine, disk, clock } = simulation;
  // A new process tries once more what waits for a person.
  if (simulation.roots().every((root) => isSettled(simulation.tree(root)))) machine.kill();
  const look = async () => {
    await simulation.until(clock.now() + forMs, () => false);
    return disk.rows.all();
  };
  const known = new Map((await look()).map((row) => [row.id, JSON.stringify(row)]));
  const changed = (await look()).filter((row) => JSON.stringify(row) !== known.get(row.id));
  const found = changed.map((row) => ({
    invariant: "I9",
    words: `a row was written at rest: ${known.get(row.id)} became ${JSON.stringify(row)}`,
  }));
  const extra = simulation.writes - writes;
  return extra === 0
    ? found
    : [{ invariant: "I9", words: `${extra} writes to GitHub in a world at rest` }, ...found];
}

/** Nothing waits for a person but the merge. */
function isSettled(tree: Tree): boolean {
  const isStuck = [...tree.tasks.values()].some(({ trouble }) => trouble.length > 0);
  return ["ready", "merged"].includes(stateOf(tree)) && !isStuck;
}
