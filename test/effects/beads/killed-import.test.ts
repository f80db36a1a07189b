import { expect, test } from "vitest";
import { isMissing } from "./bd-bench.ts";
import { killImports } from "./kill-imports.ts";

// By hand, for longer: node test/effects/beads/kill-imports.ts --times 50
test.skipIf(isMissing)(
  "kill -9 in the midst of a grouped import: all of a group or nothing, nothing lost, nothing twice",
  { timeout: 180_000 },
  async () => {
    const { kills, groups } = await killImports(3);
    expect(kills).toBe(3);
    expect(groups).toBeGreaterThan(0);
  },
);
