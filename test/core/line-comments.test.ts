import { expect, test } from "vitest";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";

/** One small leaf, done, and a review of its root pull request. */
function reviewed(body: string): Story {
  const story = new Story({ planner: () => execute() }).label().run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  return story.tell({ type: "ChangesRequested", pullRequest, review: 7, by: "bob", body });
}

const checked = { type: "PermissionChecked" as const, login: "bob", review: 7, allowed: true };

test("what a review says on single lines is asked for as well, after what it says as a whole", () => {
  const story = reviewed(" Nearly. ").tell({ ...checked, words: "src/a.js:3: Handle tabs." });
  expect(story.task("Changes requested by @bob").objective).toBe("Nearly.\n\nsrc/a.js:3: Handle tabs.");
  story.tell({ ...checked, words: "src/a.js:4: And more." }).run();
  expect(story.outline().filter((line) => line.includes("Changes"))).toEqual([
    "  done S Changes requested by @bob",
  ]);
});

test("a review of nothing but line comments is one task", () => {
  const story = reviewed("")
    .tell({ ...checked, words: "src/a.js:3: Handle tabs." })
    .run();
  expect(story.task("Changes requested by @bob")).toMatchObject({
    objective: "src/a.js:3: Handle tabs.",
    status: "done",
  });
});

test("a review that says nothing at all is answered once, and makes no task", () => {
  const story = reviewed("  ").run();
  expect(story.tree.tasks.size).toBe(2);
  expect(story.did("Comment").map(({ topic }) => topic)).toEqual(["silent-review/7"]);
  expect(story.state).toBe("ready");
});
