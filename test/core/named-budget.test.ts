import { expect, test } from "vitest";
import { ceilingUsd } from "#src/core/budget.ts";
import { needsYou } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { renderSticky } from "#src/views/sticky.ts";
import { execute } from "./plans.ts";
import { Talk } from "./talk.ts";

test("where money is missing and another question stands in its place, the remedy is one that works", () => {
  const story = new Talk({ planner: () => execute(), config: { budget: { usd: 0.001 } } }).label();
  story.run();
  story.say("root", "/fractal budget +0.001");
  const { root } = story;
  const { question: _question, ...unasked } = root;
  const tree: Tree = { ...story.tree, tasks: new Map([...story.tree.tasks, [root.id, unasked]]) };
  expect(needsYou(tree)).toMatchObject([{ remedy: "write `/fractal budget +5` on #1" }]);
  story.say("root", "/fractal budget +5");
  story.run();
  expect(story.state).toBe("ready");
});

test("what people are shown as the budget is what they said last, not what is configured", () => {
  const story = new Talk({ planner: () => execute() }).label();
  story.run();
  story.say("root", "/fractal budget +2.5");
  expect(ceilingUsd(story.tree)).toBe(7.5);
  expect(renderSticky(story.tree)).toContain("of $7.50 spent");
  expect(renderSticky(story.tree)).toContain("Budget $7.50:");
  const written = story.did("WriteSticky").length;
  story.run();
  expect(story.did("WriteSticky")).toHaveLength(written + 1);
});
