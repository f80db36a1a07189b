import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { canaryNames, tryCanary } from "./try-canary.ts";

const home = join(import.meta.dirname, "..", "..", "..");

/** Those that are found soonest; `npm run simulate -- --canaries` plants them all. */
const sample = ["slot-too-many", "needs-ignored", "infra-climbs-a-rung", "accepted-and-not-written"];

test.each(sample)(
  "the simulator finds the planted bug %s",
  async (name) => {
    expect(await tryCanary(name, { seeds: 40, jobs: 2 })).toBeDefined();
  },
  600_000,
);

test("twenty bugs and more are kept for planting, and each still fits the sources", () => {
  const names = canaryNames();
  expect(names.length).toBeGreaterThanOrEqual(20);
  const patches = names.map((name) => join(import.meta.dirname, `${name}.patch`));
  // Each by itself: two of them may change the same lines.
  for (const patch of patches) execFileSync("git", ["apply", "--check", patch], { cwd: home });
});
