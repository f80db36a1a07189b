import { expect, test } from "vitest";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { logReport } from "../../examples/models/log-report.ts";
import { config, quickCi } from "#test/scenarios/one-leaf.ts";
import { killUntilDone, type KillOptions } from "./kill-until-done.ts";

const bd = await findBd(process.env);
const files = { ".github/workflows/ci.yml": quickCi, ".github/fractal.yml": config() };
const story = { sample: "log-report", script: logReport, files };

/** Kills at these moments, in milliseconds after the start or the kill before. */
function killedAfter(...moments: number[]): KillOptions["next"] {
  const left = moments.map((afterMs, at) => ({ afterMs, withChildren: at % 2 === 0 }));
  return () => left.shift();
}

test("killed with -9 again and again, the App comes to the same end: nothing lost, nothing twice", async () => {
  const missing: KillOptions["bd"] = { missing: "the file store is wanted" };
  const calm = await killUntilDone({ ...story, bd: missing, next: () => undefined });
  expect(calm).toMatchObject({ end: { state: "ready" }, faults: [] });
  const moments = [900, 1400, 1100, 2000, 1300];
  const killed = await killUntilDone({ ...story, bd: missing, next: killedAfter(...moments) });
  expect(killed.faults).toEqual([]);
  expect(killed.end).toEqual(calm.end);
  expect(killed.kills).toBeGreaterThan(2);
  expect(killed.plannerCalls).toBeLessThanOrEqual(calm.plannerCalls + killed.kills);

  if ("missing" in bd) return;
  const withBd = await killUntilDone({ ...story, bd, next: killedAfter(4000, 3000, 3500) });
  expect(withBd.faults).toEqual([]);
  expect(withBd.end).toEqual(calm.end);
}, 300_000);
