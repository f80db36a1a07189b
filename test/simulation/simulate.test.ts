import { expect, test } from "vitest";
import { crashEverywhere } from "./crash/crash-everywhere.ts";
import { recordedRuns } from "./crash/recorded-runs.ts";
import { runSeeds } from "./pool/run-seeds.ts";

/** Few enough for every commit; `npm run simulate` runs as many as one likes. */
const seeds = Array.from({ length: 24 }, (_, seed) => ({ seed }));

test("every seed ends done, failed for a stated reason, or waiting on a named question, and no invariant is violated", async () => {
  const outcomes = await runSeeds(seeds, { jobs: 2 });
  expect(outcomes.flatMap(({ violations }) => violations)).toEqual([]);
  expect(outcomes.some(({ starts }) => starts > 3)).toBe(true);
  expect(
    outcomes.filter(({ ends }) => Object.values(ends).some((end) => end !== "waiting")).length,
  ).toBeGreaterThan(10);
}, 600_000);

test("the same seed is the same run, to the last line of its trace", async () => {
  const twice = await runSeeds([{ seed: 7 }, { seed: 7 }, { seed: 11 }], { jobs: 3 });
  const [one, other, third] = twice.map(({ digest }) => digest);
  expect(one).toBe(other);
  expect(one).not.toBe(third);
}, 300_000);

test("killed at any of its steps, a run comes to the same end", async () => {
  const [oneLeaf] = recordedRuns;
  if (oneLeaf === undefined) throw new Error("no run is recorded");
  const report = await crashEverywhere(oneLeaf, { jobs: 2, every: 16 });
  expect(report.faults).toEqual([]);
  expect(report.kills).toBeGreaterThan(8);
}, 300_000);
