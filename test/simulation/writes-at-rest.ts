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
  const { trace } = simulation.disk;
  const told = trace.lines.length;
  const found = await lookTwice(simulation, forMs);
  // Whoever begins anew counts how rules were used, and offers to drop one that only did harm since; the next has nothing more to offer.
  const isOffering = trace.lines
    .slice(told)
    .some(({ type, attrs }) => type === "effect" && attrs.effect === "RetirePolicies");
  return isOffering ? lookTwice(simulation, forMs) : found;
}

async function lookTwice(simulation: Simulation, forMs: number): Promise<Found[]> {
  const { writes, machine, disk, clock } = simulation;
  // A new process tries once more what waits for a person.
  if (simulation.roots().every((root) => isSettled(simulation.tree(root)))) machine.kill();
  const look = async () => {
    await simulation.until(clock.now() + forMs, () => false);
    return disk.rows.all();
  };
  const known = new Map((await look()).map((row) => [row.id, row]));
  const found = (await look()).flatMap((row) => {
    const fields = differences(known.get(row.id), row);
    const words = `the row ${row.id} was written at rest: ${fields.join("; ")}`;
    return fields.length === 0 ? [] : [{ invariant: "I9", words }];
  });
  const extra = simulation.writes - writes;
  return extra === 0
    ? found
    : [{ invariant: "I9", words: `${extra} writes to GitHub in a world at rest` }, ...found];
}

/** Field by field, metadata too: `name: before → after`. */
function differences(before: unknown, after: unknown, name = ""): string[] {
  const [one, other] = [JSON.stringify(before), JSON.stringify(after)];
  if (one === other) return [];
  const isWithin = isRecord(before) && isRecord(after);
  if (!isWithin) return [`${name}: ${one} → ${other}`];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((each) => differences(before[each], after[each], `${name}.${each}`));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Nothing waits for a person but the merge. */
function isSettled(tree: Tree): boolean {
  const isStuck = [...tree.tasks.values()].some(({ trouble }) => trouble.length > 0);
  return ["ready", "merged"].includes(stateOf(tree)) && !isStuck;
}
