import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runSeeds } from "../pool/run-seeds.ts";
import type { Outcome } from "../run-seed.ts";
import { recordedRuns } from "./recorded-runs.ts";

/** In the order of the recorded runs. */
let outcomes: readonly Outcome[] = [];

beforeAll(async () => {
  const asked = recordedRuns.map(({ name: _name, ...run }) => ({ ...run, killsAt: [] }));
  outcomes = await runSeeds(asked, { jobs: 2 });
}, 300_000);

test("every effect is reached by a recorded run, so that each is killed at", () => {
  const source = readFileSync(join(import.meta.dirname, "../../../src/core/effect.ts"), "utf8");
  const all = Array.from(source.matchAll(/\{ type: "(\w+)"/g), ([, type = ""]) => type);
  expect(all.length).toBeGreaterThan(25);
  const reached = new Set(outcomes.flatMap(({ effects }) => Object.keys(effects)));
  expect(all.filter((type) => !reached.has(type))).toEqual([]);
});

test("in every recorded run happens what it is named after, and nothing is wrong with it", () => {
  expect(outcomes.flatMap(({ violations }) => violations)).toEqual([]);
  const idle = recordedRuns.flatMap(({ name, plan }, at) =>
    Object.keys(plan).flatMap((kind) => (outcomes[at]?.struck[kind] ? [] : [`${name}: no ${kind}`])),
  );
  expect(idle).toEqual([]);
});
