import { expect, test } from "vitest";
import { epicBranch, leafBranch, policyBranch } from "#src/core/branch.ts";

test("branches carry the issue, the task and the attempt, and none is a folder of another", () => {
  expect(epicBranch(12)).toBe("fractal/12/epic");
  expect(leafBranch(12, "fx-a1b2c3d4", 2)).toBe("fractal/12/fx-a1b2c3d4-2");
  expect(policyBranch("ids-are-opaque-1k3z")).toBe("fractal/policies/ids-are-opaque-1k3z");
});
