import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { configOf } from "./config-of.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

const reserve = 0.0072;

/** The planner is down when it is asked first; from the second look at the repository on, it costs ten times as much. */
function dearer(script: Partial<Script> = {}): Story {
  const dear = { inputPerMTok: 1, outputPerMTok: 1 };
  const { planner } = configOf().models;
  const story = new Story({
    planner: () => execute(),
    fail: (effect, times) => (effect.type === "AskPlanner" && times < 3 ? "retry" : undefined),
    preflight: (round) => (round === 1 ? {} : { prices: { ...prices, [planner]: dear } }),
    ...script,
  });
  story.label().run((at) => at.root.trouble.length > 0);
  expect(moneyOf(story.tree)).toMatchObject({ reservedUsd: reserve });
  const { prices } = story.root.facts;
  return story;
}

test("a call that waits is made again by the configuration as it is then, and so much is held back for it", () => {
  const story = dearer();
  story
    .tell({ type: "Restarted" })
    .run((at) => at.did("AskPlanner").length === 2 && at.root.trouble.length > 0);
  story.run((at) => at.root.facts.preflight?.stale === undefined);
  expect(story.root).toMatchObject({ status: "planning", planning: { reservedUsd: 10 * reserve, ask: 1 } });
  story.run();
  expect(story.state).toBe("ready");
});

test("where the dearer call is not covered any more it waits for money, and nothing is held back", () => {
  const story = dearer({ config: { budget: { usd: 0.06 } } });
  story.tell({ type: "Restarted" }).run();
  expect(story.state).toBe("waiting");
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: 0, reservedUsd: 0 });
});

test("a rule that a model is to make of an answer is asked for by the new prices as well", () => {
  const dear = { inputPerMTok: 1, outputPerMTok: 1 };
  const story = new Talk({
    ...chain,
    worker: ({ title, guidance }) => (title === "one" && guidance === undefined ? blocked() : {}),
    fail: (effect, times) => (effect.type === "DistillPolicy" && times < 3 ? "retry" : undefined),
    preflight: (round) => (round === 1 ? {} : { prices: { ...prices, [configOf().models.router]: dear } }),
  });
  story.label().run();
  const { prices } = story.root.facts;
  story.say("one", "To the left.");
  const held = () => story.task("one").policy?.reservedUsd ?? 0;
  story.run((at) => at.task("one").trouble.length > 0);
  const before = held();
  story.tell({ type: "Restarted" }).run((at) => at.did("DistillPolicy").length === 2);
  story.run((at) => at.root.facts.preflight?.stale === undefined && at.task("one").trouble.length > 0);
  expect(before).toBeGreaterThan(0);
  expect(held()).toBeCloseTo(10 * before, 6);
});
