import { assert, nat, property, string } from "fast-check";
import { expect, test } from "vitest";
import { childTaskId, rootTaskId, taskIdPattern } from "#src/core/task-id.ts";

test("an id follows from its cause, has a digit and no second hyphen", () => {
  assert(
    property(string(), string(), nat(), (parent, cause, index) => {
      const id = childTaskId(parent, cause, index);
      expect(id).toMatch(taskIdPattern);
      expect(id.slice(3)).toMatch(/\d/);
      expect(childTaskId(parent, cause, index)).toBe(id);
    }),
    { numRuns: 1000 },
  );
});

test("the root's id does not depend on how the repository is spelled", () => {
  expect(rootTaskId("Owner/Repo", 1)).toBe(rootTaskId("owner/repo", 1));
  expect(rootTaskId("owner/repo", 1)).not.toBe(rootTaskId("owner/repo", 2));
});

test("thousands of tasks have different names", () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => childTaskId("fx-00000000", "plan/1", index));
  expect(new Set(ids).size).toBe(ids.length);
});
