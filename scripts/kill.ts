// `npm run kill -- --times 200`: the App as a process of its own under `kill -9` at random moments, over a real hub, git and store, until so
// many kills are reached; after each run what the hub, git and Beads hold is compared with a run that nobody killed.
import { parseArgs } from "node:util";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { killUntilDone } from "#test/kill/kill-until-done.ts";
import { lostAndDouble } from "#test/kill/lost-and-double.ts";
import { timesheet } from "../examples/models/timesheet.ts";

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "200" },
    /** `bd`, or `file` for the file store. */
    store: { type: "string", default: "bd" },
    seed: { type: "string", default: "1" },
    /** Milliseconds between a start and its kill at most; a start takes one or two seconds. */
    within: { type: "string", default: "6000" },
    /** Kills in one run at most: on a busy machine it would never come to its end between two of them. */
    each: { type: "string", default: "25" },
  },
});
const found = await findBd(process.env);
const bd = values.store === "file" ? { missing: "the file store is wanted" } : found;
if (values.store !== "file" && "missing" in bd) {
  console.error(`kill: ${bd.missing}; or give --store file`);
  process.exit(2);
}

const random = mulberry32(Number(values.seed));
const story = { sample: "timesheet", script: timesheet, bd };
const calm = await killUntilDone({ ...story, next: () => undefined });
console.log(`not killed: ${calm.seconds.toFixed(0)} s, ${calm.plannerCalls} calls of the planner`);
let [kills, runs, lost, double, faults] = [0, 0, 0, 0, calm.faults.length];
for (const words of calm.faults) console.log(`  fault: ${words}`);
while (kills < Number(values.times)) {
  let left = Math.min(Number(values.each), Number(values.times) - kills);
  const next = () => {
    const kill = { afterMs: Math.round(random() * Number(values.within)), withChildren: random() < 0.5 };
    left -= 1;
    return left < 0 ? undefined : kill;
  };
  const killed = await killUntilDone({ ...story, next });
  const found = lostAndDouble(calm, killed);
  runs += 1;
  kills += killed.kills;
  lost += found.lost.length;
  double += found.double.length;
  faults += killed.faults.length;
  console.log(
    `run ${runs}: ${killed.kills} kills in ${killed.seconds.toFixed(0)} s, ${killed.plannerCalls} calls of the planner, ${found.lost.length} lost, ${found.double.length} double`,
  );
  for (const words of found.lost) console.log(`  lost: ${words}`);
  for (const words of found.double) console.log(`  double: ${words}`);
  for (const words of killed.faults) console.log(`  fault: ${words}`);
}
console.log(`${kills} kills in ${runs} runs: ${lost} lost, ${double} double, ${faults} other faults`);
process.exitCode = lost + double + faults === 0 ? 0 : 1;

/** A small seeded generator, so that a run's moments can be drawn again. */
function mulberry32(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
