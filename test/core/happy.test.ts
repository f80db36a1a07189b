import { expect, test } from "vitest";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";

test("a small spec becomes one leaf, one pull request, and a root pull request that a person merges", () => {
  const story = new Story({ planner: () => execute() }).label().run();
  expect(story.outline()).toEqual(["validating M Add a parser", "  done S Add a parser"]);
  expect(story.state).toBe("ready");
});

test("two levels", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("lexer"), part("parser", { size: "L", dependsOn: [0], files: ["src/p/"] })])
        : split("L", [part("grammar", { files: ["src/p/g.js"] }), part("tree", { files: ["src/p/t.js"] })]),
  })
    .label()
    .run();
  expect(story.outline()).toEqual([
    "validating XL Add a parser",
    "  done S lexer",
    "  done L parser",
    "    done S grammar",
    "    done S tree",
  ]);
  expect(story.state).toBe("ready");
});
