import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { apply } from "#src/core/change.ts";
import { helpTokens } from "#src/core/escalate.ts";
import type { Fix, RouterChoice } from "#src/core/help.ts";
import type { Task } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const models = { worker: ["small", "small", "strong"] };
const sendsFixer: RouterChoice = { choose: "fixer", reason: "The end of the file is wrong.", question: null };
const guides: Fix = { decision: "guide", guidance: "Read the last line first.", reason: "" };
const splits: Fix = { decision: "split", guidance: "", reason: "It is two things." };

/** The attempts up to this one are red. */
function reds(count: number): NonNullable<Script["ci"]> {
  return ({ about, n }) => (about === "attempt" && n <= count ? "red" : "green");
}

/** One leaf whose whole ladder is red. */
const stuck: Script = { planner: () => execute(), config: { models }, ci: reds(3), router: () => sendsFixer };

function leafOf(story: Story): Task {
  return story.task("Add a parser");
}

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

test("red ladder, a fixer's guidance, and one attempt of the strongest model that heeds it", () => {
  const story = new Story({ ...stuck, fixer: () => guides }).label().run();
  expect(story.state).toBe("ready");
  const leaf = leafOf(story);
  expect(leaf.attempts.map(({ model }) => model)).toEqual(["small", "small", "strong", "strong"]);
  expect(leaf.guidance).toMatchObject([{ from: "fixer", by: "gpt-5", text: "Read the last line first." }]);
  expect(leaf.escalation).toMatchObject({ n: 1, step: "ended", fixes: 1, reservedUsd: 0, class: "check" });
  expect(leaf.planUsage).toMatchObject({ usd: 0.002, calls: 2 });
});

test("after two fixes that did not help a person is asked, and no model any more", () => {
  const story = new Story({ ...stuck, ci: reds(9), fixer: () => guides }).label().run();
  const leaf = leafOf(story);
  expect(leaf.attempts.map(({ model }) => model)).toEqual(["small", "small", "strong", "strong", "strong"]);
  expect(story.did("AskRouter").map(({ n }) => n)).toEqual([1, 2]);
  expect(story.did("AskFixer").map(({ n }) => n)).toEqual([1, 2]);
  expect(leaf.status).toBe("needs_human");
  expect(leaf.question?.kind).toBe("stuck");
  expect(leaf.reason).toContain("2 fixes did not mend it");
});

test("the router asks a person its own question", () => {
  const question = { title: "Tabs or spaces?", options: ["Tabs", "Spaces"], recommendation: "Spaces" };
  const router = () => ({ choose: "person" as const, reason: "Both are in use.", question });
  const story = new Story({ ...stuck, router }).label().run();
  expect(leafOf(story).question).toMatchObject({
    title: "Tabs or spaces?",
    summary: expect.stringMatching(/the router says: Both are in use\.\nRecommended: Spaces$/),
    options: [
      { id: "a", words: "Tabs", move: { do: "guide", text: "Tabs" } },
      { id: "b", words: "Spaces", move: { do: "guide", text: "Spaces" } },
    ],
    recommended: "b",
  });
});

test("a question without a choice is put with the usual ways on", () => {
  const question = { title: "What is meant by fast?", options: [], recommendation: null };
  const story = new Story({
    ...stuck,
    router: () => ({ choose: "person", reason: "It says fast.", question }),
  });
  story.label().run();
  const asked = leafOf(story).question;
  expect(asked?.title).toBe("What is meant by fast?");
  expect(asked?.options.length).toBeGreaterThan(1);
  expect(asked?.summary).not.toContain("Recommended");
});

test("a recommendation that is none of the options is told in its words", () => {
  const question = { title: "Which one?", options: ["This", "That"], recommendation: "Neither" };
  const story = new Story({ ...stuck, router: () => ({ choose: "person", reason: "So.", question }) });
  story.label().run();
  expect(leafOf(story).question).toMatchObject({ recommended: "Neither" });
});

test.each([
  [
    "router",
    { router: (_: Task, __: number, ask: number) => (ask === 1 ? { problem: "prose" } : sendsFixer) },
  ],
  ["fixer", { fixer: (_: Task, __: number, ask: number) => (ask === 1 ? { problem: "prose" } : guides) }],
  [
    "fixer",
    { fixer: (_: Task, __: number, ask: number) => ({ ...guides, guidance: ask === 1 ? " " : "Do." }) },
  ],
] as const)("a reply of the %s that is no contract is asked for once more", (who, script) => {
  const story = new Story({ ...stuck, fixer: () => guides, ...script }).label().run();
  expect(story.state).toBe("ready");
  expect(story.did(who === "router" ? "AskRouter" : "AskFixer").map(({ ask }) => ask)).toEqual([1, 2]);
});

test.each([
  ["router", { router: () => ({ problem: "prose" }) }, "the router gave no answer: prose"],
  ["fixer", { fixer: () => ({ problem: "prose" }) }, "the fixer gave no answer: prose"],
  ["fixer", { fixer: () => ({ ...guides, guidance: "" }) }, "it was not the agreed JSON"],
  [
    "fixer",
    { fixer: () => ({ ...guides, decision: "person" as const }) },
    "the fixer says: only you can decide",
  ],
] as const)("a %s that says nothing of use sends for a person", (_, script, words) => {
  const story = new Story({ ...stuck, ...script }).label().run();
  expect(leafOf(story)).toMatchObject({
    status: "needs_human",
    escalation: { step: "ended", reservedUsd: 0 },
  });
  expect(leafOf(story).reason).toContain(words);
});

/** A root with one leaf that nobody gets green, and what becomes of it when a fixer would split it. */
function splitting(size: "S" | "XS", { depthMax = 3, fix = splits } = {}) {
  const story = new Story({
    ...stuck,
    config: { models, limits: { depthMax } },
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("big", { size, files: ["src/big.js"] }), part("other")])
        : split(size, [
            part("half", { size: "XS", files: ["src/big.js"] }),
            part("rest", { size: "XS", files: ["src/big.js"], dependsOn: [0] }),
          ]),
    ci: ({ task }) => (task.title === "big" ? "red" : "green"),
    fixer: () => fix,
  });
  return story.label().run();
}

test("a leaf that is too big is split on the fixer's word, into parts that are smaller", () => {
  const story = splitting("S");
  expect(story.outline()).toEqual([
    "validating XL Add a parser",
    "  done S big",
    "    done XS half",
    "    done XS rest",
    "  done S other",
  ]);
  expect(story.task("big").guidance).toMatchObject([{ text: "It failed as one piece: It is two things" }]);
});

test("a fixer that does not say why it splits is believed all the same", () => {
  const story = splitting("S", { fix: { ...splits, reason: "" } });
  expect(story.task("big").guidance).toMatchObject([{ text: "It failed as one piece: it is too big" }]);
});

test.each([
  ["its size is the smallest", "XS", 3],
  ["it stands on the lowest level", "S", 1],
] as const)("where %s nothing smaller can be made of it, and a person decides", (_, size, depthMax) => {
  const story = splitting(size, { depthMax });
  expect(story.task("big").reason).toContain(
    "the fixer would split it (It is two things), but nothing smaller is allowed below it",
  );
});

test.each([
  ["router", { planner: "p", router: "nameless" }],
  ["fixer", { planner: "p", fixer: "nameless" }],
] as const)("a %s without a price is not asked", (who, names) => {
  const known = { inputPerMTok: 0.1, outputPerMTok: 0.1 };
  const prices = Object.fromEntries(
    ["p", "small", "strong", "gpt-5", "gpt-5-mini"].map((model) => [model, known]),
  );
  const config = { models: { ...models, ...names } };
  const story = new Story({ ...stuck, config, preflight: () => ({ prices }) }).label().run();
  expect(leafOf(story).reason).toContain(
    `the ${who} was not asked, since no price is known for its model nameless: add it under \`prices\``,
  );
});

const routerUsd = ((helpTokens.router.input + helpTokens.router.output) * 0.1) / 1e6;
const fixerUsd = ((helpTokens.fixer.input + helpTokens.fixer.output) * 0.1) / 1e6;

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
