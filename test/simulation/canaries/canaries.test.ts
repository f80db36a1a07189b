import { expect, test } from "vitest";
import { canaryNames, tryCanary } from "./try-canary.ts";

/** Those that are found soonest; `npm run simulate -- --canaries` plants them all. */
const sample = ["slot-too-many", "needs-ignored", "infra-climbs-a-rung"];

test.each(sample)(
  "the simulator finds the planted bug %s",
  async (name) => {
    expect(await tryCanary(name, { seeds: 40, jobs: 2 })).toBeDefined();
  },
  600_000,
);

test("twenty bugs and more are kept for planting", () => {
  expect(canaryNames().length).toBeGreaterThanOrEqual(20);
});
