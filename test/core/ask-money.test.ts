import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { waitingSteps } from "#src/core/step.ts";
import { configOf } from "./config-of.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const price = { inputPerMTok: 0.25, outputPerMTok: 2 };
const dear = { inputPerMTok: 15, outputPerMTok: 75 };

/** The root's own question, answered by its letter. */
function say(story: Story, body: string): Story {
  const about = { issue: 1, comment: 900_000 + story.now, by: "ann" };
  return story.tell({ type: "CommentWritten", ...about, at: story.now, body }).run();
}

/** All but a part that must be divided is built, for all but a dollar of the budget. */
const lateSplit: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("one"), part("two", { size: "L", files: [], dependsOn: [0] })])
      : split("L", [part("left"), part("right")], { files: [] }),
  worker: ({ title }) => ({ usd: title === "one" ? 19 : 0.001 }),
  config: { plan: "auto", budget: { usd: 20 } },
};

test("where four fifths are gone, the sum that is recommended is enough to divide what waits, and it is asked once", () => {
  const story = new Story(lateSplit).label().run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual([
    "four fifths of the budget are gone, and nothing is split any further: $19.00 of $20.00 spent, $1.00 left",
  ]);
  expect(story.root.question?.summary).toContain("Four fifths of the budget are gone");
  say(story, "a");
  expect(story.state).toBe("ready");
  expect(story.root.question?.n).toBe(1);
});

test("the sum that is recommended covers what the next step must hold back, however little it will cost", () => {
  const config = configOf({
    plan: "auto",
    budget: { usd: 2 },
    models: { worker: ["small", "small", "dear"] },
  });
  const prices = { small: price, dear, "gpt-5-mini": price, "gpt-5": price };
  const story = new Story({
    planner: () => execute(),
    ci: ({ about, n }) => (about === "attempt" && n < 3 ? "red" : "green"),
    worker: () => ({ usd: 0.05 }),
    preflight: () => ({ config, prices }),
  });
  story.label().run();
  expect(story.needs[0]).toMatch(/^the budget does not cover the next step: /);
  expect(story.root.question?.summary).toContain("For the next step $9.00 must be held back.");
  say(story, "a");
  expect(story.state).toBe("ready");
  expect(story.root.question?.n).toBe(1);
  expect(moneyOf(story.tree).spentUsd).toBeLessThan(1);
});

test("a model that a person chose, and that has no price any more, is named where nothing else waits for money", () => {
  const prices: Record<string, typeof price> = { "gpt-5-mini": price, "gpt-5": price, chosen: price };
  const story = new Story({
    planner: () => split("XL", [part("one"), part("two", { dependsOn: [0] })]),
    preflight: () => ({ config: configOf({ plan: "auto" }), prices: { ...prices } }),
  });
  story.label().run((at) => at.tree.tasks.size > 1 && at.task("one").status === "running");
  say(story, "/fractal pause");
  say(story, "/fractal model chosen");
  delete prices["chosen"];
  story.tell({ type: "Restarted" }).run();
  say(story, "/fractal resume");
  expect(story.needs).toEqual(["no price is known for the model chosen, so nothing can be reserved for it"]);
});

test("where a back-off ends and the money has gone meanwhile, it is asked for at that moment", () => {
  const story = new Story({
    planner: () => execute(),
    worker: () => ({ lost: true }),
    config: { plan: "auto", budget: { usd: 0.06 } },
  });
  story
    .label()
    .run(
      (at) =>
        at.root.facts.epicSha !== undefined &&
        [...at.tree.tasks.values()].some(({ trouble }) => trouble.length > 0),
    );
  expect(story.root.question).toBeUndefined();
  story.run((at) => at.heard.at(-1)?.type === "TimePassed");
  expect(story.root.question?.kind).toBe("budget");
});

test("of several that wait for money, the cheapest is named and one tick lets all of them begin", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [
            part("one"),
            part("two", { size: "L", files: [], dependsOn: [0] }),
            part("three", { dependsOn: [0] }),
          ])
        : split("L", [part("left"), part("right")], { files: [] }),
    worker: ({ title }) => ({ usd: title === "one" ? 19 : 0.001 }),
    config: { plan: "auto", budget: { usd: 19.04 } },
  });
  story.label().run();
  expect(story.needs[0]).toMatch(/^the budget does not cover the next step: /);
  expect(waitingSteps(story.tree).length).toBeGreaterThan(1);
  say(story, "a");
  expect(story.state).toBe("ready");
  expect(story.root.question?.n).toBe(1);
});

test("no leaf waits for money while all that may run at once do", () => {
  const story = new Story({
    planner: () => split("XL", [part("one"), part("two")]),
    config: { plan: "auto", limits: { parallelLeavesMax: 1 } },
  });
  story.label().run((at) => at.tree.tasks.size > 1 && at.task("one").status === "running");
  expect(story.task("two").status).toBe("ready");
  expect(waitingSteps(story.tree)).toEqual([]);
});
