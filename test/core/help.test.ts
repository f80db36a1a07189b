import { expect, test } from "vitest";
import type { Fix } from "#src/core/help.ts";
import type { Task } from "#src/core/tree.ts";
import { part, split } from "./plans.ts";
import { Story } from "./story.ts";
import { guides, leafOf, models, reds, sendsFixer, stuck } from "./stuck.ts";

const splits: Fix = { decision: "split", guidance: "", reason: "It is two things." };

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
      // What a model did not think of is a person's to choose all the same.
      { id: "c", move: { do: "hand" } },
      { id: "d", move: { do: "skip" } },
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
