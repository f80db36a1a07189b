import { expect, test } from "vitest";
import { leftUsd, moneyOf } from "#src/core/budget.ts";
import type { Config } from "#src/core/rules.ts";
import { noUsage } from "#src/core/usage.ts";
import { configOf } from "./config-of.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const models = { worker: ["small", "strong"] };
const threeParts: Script = {
  planner: () => split("L", [part("one"), part("two"), part("three")]),
  config: { models, budget: { usd: 0.1 } },
};

function withBudget(usd: number): Config {
  return configOf({ models, budget: { usd } });
}

test("attempts start as long as their worst case fits, and takes nothing that others were promised", () => {
  const story = new Story(threeParts).label();
  story.run((at) => at.did("Dispatch").length > 0);
  expect([...story.tree.tasks.values()].filter(({ status }) => status === "running")).toHaveLength(1);
  expect(leftUsd(story.tree)).toBeCloseTo(0.1 - 0.001 - 0.044, 6);
  story.run();
  expect(story.state).toBe("ready");
});

test("at the ceiling the tree waits and says so; more money and a restart let it go on", () => {
  let budget = 0.1;
  const story = new Story({
    ...threeParts,
    worker: () => ({ usd: 0.044 }),
    preflight: () => ({ config: withBudget(budget) }),
  });
  story.label().run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["the budget does not cover the next step: $0.09 of $0.10 spent, $0.01 left"]);
  expect(moneyOf(story.tree).spentUsd).toBeLessThanOrEqual(0.1);
  budget = 1;
  story.tell({ type: "Restarted" }).run();
  expect(story.state).toBe("ready");
});

test("no money for a first plan, nor for a later one, is said too", () => {
  const poor = new Story({ planner: () => execute(), config: { budget: { usd: 0.001 } } }).label().run();
  expect(poor.root.status).toBe("queued");
  expect(poor.needs[0]).toMatch(/^the budget does not cover the next step/);

  const later = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("one"), part("two", { size: "L", dependsOn: [0] })])
        : execute(),
    worker: () => ({ usd: 0.044 }),
    config: { budget: { usd: 0.046 } },
  });
  later.label().run();
  expect(later.outline()).toEqual(["split XL Add a parser", "  done S one", "  queued L two"]);
  expect(later.needs[0]).toMatch(/^the budget does not cover the next step/);
});

test("a refused plan waits when there is no money to ask again", () => {
  const story = new Story({ planner: () => ({ problem: "no JSON" }), config: { budget: { usd: 0.0075 } } });
  story.label().run();
  expect(story.root.status).toBe("blocked");
  expect(story.needs[0]).toMatch(/^the budget does not cover the next step/);
});

test("without a price nothing can be reserved, and nothing starts", () => {
  const story = new Story({ planner: () => execute(), preflight: () => ({ prices: {} }) }).label().run();
  expect(story.needs).toEqual([
    "no price is known for the model gpt-5-mini, so nothing can be reserved for it",
  ]);
  const half = new Story({
    planner: () => execute(),
    preflight: () => ({ prices: { "gpt-5-mini": { inputPerMTok: 1, outputPerMTok: 1 } } }),
    config: { models: { worker: ["nameless"] } },
  });
  half.label().run();
  expect(half.needs[0]).toMatch(/^no price is known for the model nameless/);
});

test("a planner call that a kill lost is charged in full, and made again with the same number", () => {
  const story = new Story({ planner: () => execute() }).label();
  story.run((at) => at.root.status === "planning");
  story.tell({ type: "Restarted" });
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: 0.0072, reservedUsd: 0.0072 });
  story.run();
  expect(story.did("AskPlanner").map(({ ask }) => ask)).toEqual([1]);
  expect(story.state).toBe("ready");
});

test("a lost call that leaves too little for the repeat waits for money", () => {
  const story = new Story({ planner: () => execute(), config: { budget: { usd: 0.01 } } }).label();
  story.run((at) => at.root.status === "planning");
  story.tell({ type: "Restarted" }).run();
  expect(story.root.status).toBe("blocked");
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: 0.0072, reservedUsd: 0 });
  expect(story.state).toBe("waiting");
});

test("a configuration that was broken meanwhile leaves the tree with the one it has", () => {
  const problem = { code: "config", what: "fractal.yml has an unknown key", remedy: "take it out" };
  const story = new Story({
    planner: () => execute(),
    preflight: (round) => (round === 1 ? {} : { problems: [problem], config: withBudget(99) }),
  });
  story.label().run((at) => at.root.facts.epicSha !== undefined);
  story.tell({ type: "Restarted" }).run();
  expect(story.root.facts.config.budget.usd).toBe(5);
  expect(story.needs).toEqual(["fractal.yml has an unknown key"]);
  expect(story.state).toBe("ready");
});

test("a budget that was lowered below what is spent starts nothing more", () => {
  let budget = 5;
  const preflight = () => ({ config: withBudget(budget) });
  const story = new Story({ planner: () => execute(), config: { models }, preflight }).label().run();
  budget = 0.001;
  story.tell({ type: "Restarted" }).run();
  story.tell({ type: "Restarted" }).run();
  expect(leftUsd(story.tree)).toBeLessThan(0);
  expect(story.state).toBe("ready");
});

const dear = { ...noUsage, inputTokens: 60_000, outputTokens: 6000, usd: 0.0072, calls: 1 };

/** A story whose planner is being asked, with the words in which that call fails. */
function asked(config: Script["config"] = {}) {
  const story = new Story({ planner: () => execute(), config }).label();
  story.run((at) => at.root.status === "planning");
  const key = `${story.root.id}/plan/1`;
  const fail = (about: { usage?: typeof dear; at?: number } = {}) =>
    story.tell({
      type: "EffectFailed",
      task: story.root.id,
      key,
      kind: "retry",
      message: "timeout",
      at: story.now,
      ...about,
    });
  return { story, fail };
}

test("a call that timed out may have been paid: it is charged, tried again a few times, and then a person is asked", () => {
  const { story, fail } = asked({ limits: { infraRetriesMax: 2 } });
  for (const spentUsd of [0.0072, 0.0144]) {
    fail({ usage: dear });
    expect(moneyOf(story.tree)).toMatchObject({ spentUsd, reservedUsd: 0.0072 });
    expect(story.state).toBe("working");
    story.now += 900_000;
  }
  fail({ usage: dear });
  expect(story.root.trouble).toMatchObject([{ count: 3, message: "timeout" }]);
  expect(story.root.trouble[0]?.retryAt).toBeUndefined();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["timeout"]);
  story.tell({ type: "Restarted" }).run();
  expect(moneyOf(story.tree).spentUsd).toBe(0.0246);
  expect(story.state).toBe("ready");
});

test("a failed call that takes the last of the money waits for more", () => {
  const { story, fail } = asked({ budget: { usd: 0.01 } });
  fail({ usage: dear });
  expect(story.root.status).toBe("blocked");
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: 0.0072, reservedUsd: 0 });
  expect(story.needs[0]).toMatch(/^the budget does not cover the next step/);
});

test("a failure that is worked off twice counts, and is charged, once", () => {
  const { story, fail } = asked();
  const at = story.now;
  fail({ usage: dear, at });
  const once = story.tree;
  fail({ usage: dear, at });
  expect(story.tree).toEqual(once);
  fail({ usage: dear, at: at + 7000 });
  expect(story.root.trouble).toMatchObject([{ count: 2 }]);
});

test("a failed call that was dropped meanwhile was charged by then", () => {
  const parts = [part("one"), part("two", { size: "L" })];
  const story = new Story({
    planner: (task) => (task.parent === null ? split("XL", parts) : execute()),
  }).label();
  story.run(
    () =>
      story.tree.tasks.size > 1 &&
      story.task("two").status === "planning" &&
      story.task("two").issue !== undefined,
  );
  const { id } = story.task("two");
  const before = moneyOf(story.tree).spentUsd;
  story.close("two", "not_planned");
  const { spentUsd } = moneyOf(story.tree);
  expect(spentUsd - before).toBeCloseTo(0.0072, 6);
  story.tell({
    type: "EffectFailed",
    task: id,
    key: `${id}/plan/1`,
    kind: "retry",
    message: "timeout",
    at: story.now,
    usage: dear,
  });
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd });
});

test("a failure of another call than the one that is asked now is not charged to it", () => {
  const { story } = asked();
  const about = {
    task: story.root.id,
    key: `${story.root.id}/plan/9`,
    kind: "retry" as const,
    at: story.now,
  };
  story.tell({ type: "EffectFailed", ...about, message: "timeout", usage: dear });
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: 0, reservedUsd: 0.0072 });
});

test("a call that failed aloud is not lost while it waits, but may be once it is due again", () => {
  const { story, fail } = asked();
  fail();
  story.tell({ type: "Restarted" });
  expect(moneyOf(story.tree).spentUsd).toBe(0);
  fail();
  story.now = story.root.trouble[0]?.retryAt ?? 0;
  story.tell({ type: "TimePassed" }).tell({ type: "Restarted" });
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: 0.0072, reservedUsd: 0.0072 });
});

test("kill after kill, each costs one reserve, until there is none left for another", () => {
  const { story } = asked({ budget: { usd: 0.02 } });
  for (const spentUsd of [0.0072, 0.0144, 0.0144]) {
    story.tell({ type: "Restarted" });
    expect(moneyOf(story.tree).spentUsd).toBe(spentUsd);
    expect(leftUsd(story.tree)).toBeGreaterThanOrEqual(0);
  }
  story.run();
  expect(story.root.status).toBe("blocked");
  expect(story.needs[0]).toMatch(/^the budget does not cover the next step/);
});
