import { expect, test } from "vitest";
import { differencesOf } from "./crash/differences.ts";
import { recordedRuns, type RecordedRun } from "./crash/recorded-runs.ts";
import { runSeeds } from "./pool/run-seeds.ts";
import type { Outcome } from "./run-seed.ts";
import type { Deliveries } from "./world/scripted-delivery.ts";

test.each(["one leaf", "two leaves", "three leaves that wait for each other", "a red check"])(
  "%s: with every webhook lost the sweeps bring it to the same end",
  async (name) => {
    const [whole, lost] = await runs(name, [{}, { lost: "all" }]);
    expect(whole.deliveries).toBeGreaterThan(10);
    expect(lost.deliveries).toBe(0);
    expect(differencesOf(lost, whole, "all lost")).toEqual([]);
  },
  600_000,
);

test("each webhook lost by itself: the same end", async () => {
  const [whole] = await runs("one leaf", [{}]);
  expect(whole.deliveries).toBeGreaterThan(10);
  const each = Array.from({ length: whole.deliveries }, (_, at): Deliveries => ({ lost: at + 1 }));
  const [, ...lost] = await runs("one leaf", [{}, ...each]);
  const found = lost.flatMap((one, at) => differencesOf(one, whole, `${at + 1} of ${each.length} lost`));
  expect(found).toEqual([]);
}, 600_000);

test.each([
  ["one leaf", 4],
  ["two leaves", 3],
])(
  "%s: webhooks in every order of each %i that come after each other: the same end",
  async (name, size) => {
    const orders = permutations(Array.from({ length: size }, (_, at) => at));
    const [whole, ...mixed] = await runs(name, [{}, ...orders.map((order) => ({ order }))]);
    const found = mixed.flatMap((one, at) => differencesOf(one, whole, `in the order ${orders[at]?.join()}`));
    expect(found).toEqual([]);
  },
  600_000,
);

/** One run for each way of delivering, in this order. */
async function runs(name: string, all: readonly Deliveries[]): Promise<[Outcome, Outcome, ...Outcome[]]> {
  const found = recordedRuns.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no run is called ${name}`);
  const { name: _name, ...run }: RecordedRun = found;
  const asked = all.map((deliveries) => ({ ...run, killsAt: [], scene: { ...run.scene, deliveries } }));
  const outcomes = await runSeeds(asked, { jobs: 2 });
  return outcomes as [Outcome, Outcome, ...Outcome[]];
}

function permutations(of: readonly number[]): number[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) =>
    permutations(of.filter((each) => each !== first)).map((rest) => [first, ...rest]),
  );
}
