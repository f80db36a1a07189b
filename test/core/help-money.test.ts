import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { apply } from "#src/core/change.ts";
import { type Caller, tokensOf } from "#src/core/caller.ts";
import { Config } from "#src/core/rules.ts";
import type { Task } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { part, split } from "./plans.ts";
import { Story } from "./story.ts";
import { guides, leafOf, models, sendsFixer, stuck } from "./stuck.ts";
import type { Script } from "./world.ts";

/** Until the leaf is on its way to this helper. */
function untilAsked(script: Script, step: "router" | "fixer" = "router"): Story {
  const story = new Story(script).label();
  return story.run(
    (at) =>
      at.tree.tasks.size > 1 &&
      leafOf(at).status === "escalated" &&
      leafOf(at).escalation?.step === step &&
      leafOf(at).issue !== undefined,
  );
}

const routerUsd = mostUsd("router");
const fixerUsd = mostUsd("fixer");

function mostUsd(caller: Caller): number {
  const { input, output } = tokensOf(Config.parse({}).limits, caller);
  return ((input + output) * 0.1) / 1e6;
}

test("without the money for it nobody is asked but a person", () => {
  const config = { models, budget: { usd: 0.067 } };
  const worker = (_: Task, n: number) => ({ usd: n === 3 ? 0.044 : 0.01 });
  const story = new Story({ ...stuck, config, worker }).label().run();
  expect(story.did("AskRouter")).toEqual([]);
  expect(leafOf(story).reason).toContain(
    "the router was not asked, since $0.01 must be held back for it and $0.00 is left",
  );
});

test("what is held back for others may come back: help waits for it", () => {
  const story = new Story({
    ...stuck,
    planner: () => split("L", [part("one"), part("two")]),
    config: { models: { worker: ["small"] }, budget: { usd: 0.0915 } },
    worker: (task) => ({ usd: task.title === "one" ? 0.044 : 0.001 }),
    fail: ({ type, task }, times) =>
      type === "CollectReport" && story.task("two").id === task && times < 9 ? "retry" : undefined,
    ci: ({ task }) => (task.title === "one" ? "red" : "green"),
  });
  story.label().run((at) => at.tree.tasks.size > 1 && at.task("one").status === "blocked");
  expect(moneyOf(story.tree).reservedUsd).toBeGreaterThan(0);
  story.run();
  expect(story.did("AskRouter")).toHaveLength(1);
});

test("a call that a kill lost is charged in full, and made again with the same number", () => {
  for (const [step, usd] of [
    ["router", routerUsd],
    ["fixer", fixerUsd],
  ] as const) {
    const story = untilAsked({ ...stuck, fixer: () => guides }, step);
    const before = moneyOf(story.tree);
    expect(leafOf(story).escalation?.reservedUsd).toBeCloseTo(usd, 6);
    story.tell({ type: "Restarted" });
    const after = moneyOf(story.tree);
    expect(after.spentUsd - before.spentUsd).toBeCloseTo(usd, 6);
    expect(after.reservedUsd).toBe(before.reservedUsd);
    story.run();
    expect(story.state).toBe("ready");
    const type = step === "router" ? "AskRouter" : "AskFixer";
    expect(story.did(type).map(({ ask }) => ask)).toEqual([1]);
  }
});

test("kill after kill there is no money left for another call, and a person is asked", () => {
  const story = untilAsked({
    ...stuck,
    config: { models, budget: { usd: 0.13 } },
    worker: () => ({ usd: 0.04 }),
  });
  story.tell({ type: "Restarted" });
  expect(leafOf(story)).toMatchObject({ status: "escalated" });
  story.tell({ type: "Restarted" });
  expect(leafOf(story)).toMatchObject({ status: "needs_human", escalation: { reservedUsd: 0 } });
});

test("a call that failed aloud is charged once, and tried again", () => {
  const story = untilAsked({ ...stuck, fixer: () => guides });
  const { id } = leafOf(story);
  const usage = { ...noUsage, usd: routerUsd, calls: 1 };
  const failed = {
    type: "EffectFailed" as const,
    task: id,
    key: `${id}/help/1/router/1`,
    kind: "retry" as const,
    message: "timeout",
    at: story.now,
    usage,
  };
  const { spentUsd } = moneyOf(story.tree);
  story.tell(failed).tell(failed);
  expect(moneyOf(story.tree).spentUsd - spentUsd).toBeCloseTo(routerUsd, 6);
  expect(leafOf(story)).toMatchObject({ status: "escalated", trouble: [{ count: 1 }] });
  story.tell({ ...failed, key: `${id}/help/9/router/1`, at: story.now + 1 });
  expect(moneyOf(story.tree).spentUsd - spentUsd).toBeCloseTo(routerUsd, 6);
  story.run();
  expect(story.state).toBe("ready");
});

test("what is closed meanwhile is helped no more: the call is charged, and its reply says nothing", () => {
  const story = untilAsked(stuck);
  const { id } = leafOf(story);
  const { spentUsd } = moneyOf(story.tree);
  story.close("Add a parser", "not_planned");
  expect(moneyOf(story.tree)).toMatchObject({ reservedUsd: 0 });
  expect(moneyOf(story.tree).spentUsd - spentUsd).toBeCloseTo(routerUsd, 6);
  const before = story.tree;
  story.tell({ type: "RouterReplied", task: id, n: 1, ask: 1, choice: sendsFixer, usage: noUsage });
  expect(story.tree).toEqual(before);
});

test("what a person has split meanwhile is helped no more: the call is charged", () => {
  const story = untilAsked(stuck);
  const { spentUsd } = moneyOf(story.tree);
  const said = { type: "CommentWritten" as const, issue: Number(leafOf(story).issue?.number), by: "ann" };
  story.tell({ ...said, comment: 900_000, body: "/fractal split", at: story.now });
  const [{ n = 0 } = {}] = story.root.facts.wishes;
  story.tell({ type: "PermissionChecked", login: "ann", wish: n, allowed: true });
  expect(leafOf(story)).toMatchObject({
    planning: { mustSplit: true },
    escalation: { step: "ended", reservedUsd: 0 },
  });
  expect(moneyOf(story.tree).spentUsd - spentUsd).toBeCloseTo(routerUsd, 6);
});

test.each([
  ["a call under way", "escalated", undefined, routerUsd],
  ["a call that failed a moment ago", "escalated", { count: 1, retryAt: Infinity }, 0],
  ["no call yet", "blocked", undefined, 0],
] as const)("somebody takes a task with %s up with bd", (_, status, trouble, charged) => {
  const story = untilAsked(stuck);
  const leaf = leafOf(story);
  const escalation = { ...leaf.escalation, reservedUsd: status === "escalated" ? routerUsd : 0 };
  const key = `${leaf.id}/help/1/router/1`;
  const retryAt = story.now + 5000;
  story.tree = apply(story.tree, [
    {
      task: {
        ...leaf,
        status: "queued",
        escalation: escalation as NonNullable<Task["escalation"]>,
        trouble: trouble === undefined ? [] : [{ key, count: 1, message: "timeout", retryAt }],
      },
      lazy: false,
    },
  ]);
  const { spentUsd } = moneyOf(story.tree);
  story.tell({ type: "TimePassed" });
  expect(leafOf(story).escalation).toMatchObject({ step: "ended", reservedUsd: 0 });
  expect(moneyOf(story.tree).spentUsd - spentUsd).toBeCloseTo(charged, 6);
});

test.each([
  { n: 2, ask: 1 },
  { n: 1, ask: 2 },
])("a reply to another call than the one that is asked now says nothing: %o", (about) => {
  const story = untilAsked(stuck);
  const before = story.tree;
  const { id } = leafOf(story);
  story.tell({ type: "RouterReplied", task: id, ...about, choice: sendsFixer, usage: noUsage });
  story.tell({ type: "FixerReplied", task: id, n: 1, ask: 1, fix: guides, usage: noUsage });
  story.tell({ type: "RouterReplied", task: "fx-00000000", ...about, choice: sendsFixer, usage: noUsage });
  expect(story.tree).toEqual(before);
});

test("while a part is paused nobody is asked for help", () => {
  const story = new Story({ ...stuck, fixer: () => guides }).label();
  story.run((at) => at.tree.tasks.size > 1 && leafOf(at).attempts.length === 3);
  const leaf = leafOf(story);
  story.tree = apply(story.tree, [{ task: { ...leaf, paused: { by: "alice" } }, lazy: false }]);
  story.run();
  expect(leafOf(story).status).toBe("blocked");
  expect(story.did("AskRouter")).toEqual([]);
  const { paused: _paused, ...resumed } = leafOf(story);
  story.tree = apply(story.tree, [{ task: resumed, lazy: false }]);
  story.tell({ type: "TimePassed" }).run();
  expect(story.state).toBe("ready");
});
