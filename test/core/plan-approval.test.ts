import { expect, test } from "vitest";
import { ceilingUsd, leftUsd, moneyOf } from "#src/core/budget.ts";
import { approvePlan, considerApproval, remindOfPlan } from "#src/core/approval.ts";
import { Draft } from "#src/core/draft.ts";
import { needsYou } from "#src/core/needs-you.ts";
import { chain } from "./chain.ts";
import { taskRow } from "./task-row.ts";
import { configOf } from "./config-of.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const two: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("one"), part("two", { size: "L", files: [] })])
      : split("L", [part("left"), part("right")], { files: [] }),
};
const said = (body: string, comment: number, by = "ann") => ({
  type: "CommentWritten" as const,
  issue: 1,
  comment,
  by,
  at: 2_000_000 + comment,
  body,
});

function shown(config: NonNullable<Script["config"]>): Story {
  return new Story({ ...two, config }).label().run();
}

test("a plan that must be approved is shown with its cost before any worker runs, and begins when somebody says so", () => {
  const story = shown({ plan: "approve" });
  expect(story.state).toBe("waiting");
  expect(story.did("Dispatch")).toEqual([]);
  expect(story.did("AskPlanner")).toHaveLength(1);
  expect(story.root.question).toMatchObject({ kind: "plan", recommended: "a" });
  expect(story.root.question?.title).toMatch(/^Begin, for about \$\d+\.\d\d more\?$/);
  const askedUsd = story.root.facts?.approval?.askedUsd ?? 0;
  expect(story.root.question?.options[0]?.words).toContain(`$${askedUsd.toFixed(2)}`);
  story.tell(said("a", 900_000)).run();
  expect(story.root.facts?.approval).toEqual({ usd: askedUsd, by: "ann" });
  expect(ceilingUsd(story.tree)).toBe(askedUsd);
  expect(story.state).toBe("ready");
});

test("where words settle nothing, nobody is told to reply in their own", () => {
  const [need] = needsYou(shown({ plan: "approve" }).tree);
  expect(need?.remedy).toBe("answer on #1: tick a box there, or reply with its letter");
});

test("without a word in the configuration only a dear plan is shown", () => {
  expect(shown({}).state).toBe("ready");
  expect(shown({ limits: { planAutoUsdMax: 0.01 } }).state).toBe("waiting");
  expect(shown({ plan: "auto", limits: { planAutoUsdMax: 0.01 } }).state).toBe("ready");
});

test("a later part that turns out dearer than what was approved asks again", () => {
  const wide: Script = {
    planner: (task) => {
      if (task.parent === null) return split("XL", [part("one"), part("two", { size: "L", files: [] })]);
      const below = Array.from({ length: 7 }, (_, at) => part(`${task.title} ${at}`, { size: "M" }));
      return split("L", below, { files: [] });
    },
    config: { plan: "approve", limits: { childrenMax: 7 } },
  };
  const story = new Story(wide).label().run();
  story.tell(said("/fractal approve", 900_000)).run();
  expect(story.state).toBe("waiting");
  expect(story.root.question?.summary).toContain("more than the $");
  story.tell(said("/fractal approve", 900_001)).run();
  expect(story.state).toBe("ready");
});

test("a plan that costs nothing is shown all the same, where plans are to be approved", () => {
  const story = new Story({ ...two, price: 0, config: { plan: "approve" } }).label().run();
  expect([story.state, story.did("Dispatch")]).toEqual(["waiting", []]);
  story.tell(said("/fractal approve", 900_000)).run();
  expect(story.state).toBe("ready");
});

test("a small plan is approved with room for one attempt on the dearest rung, so that it does not ask for money at once", () => {
  const story = new Story({
    planner: () => execute(),
    ci: ({ n, about }) => (about === "attempt" && n < 3 ? "red" : "green"),
    config: { plan: "approve" },
  });
  story.label().run();
  story.tell(said("/fractal approve", 900_000)).run();
  expect(story.state).toBe("ready");
  expect(story.root.question?.kind).toBe("plan");
});

test("a plan that grew while it waits is shown anew, and yes is said to the sum that was shown last", () => {
  const story = shown({ plan: "approve" });
  const before = story.root.facts?.approval?.askedUsd ?? 0;
  const draft = new Draft(story.tree, { now: story.now });
  for (let at = 0; at < 40; at += 1)
    draft.put(taskRow(`fx-more00${at + 10}`, { root: story.root.id, parent: story.root.id, size: "L" }));
  considerApproval(draft);
  const { approval } = draft.root.facts;
  expect(approval?.askedUsd).toBeGreaterThan(before);
  expect(draft.root.question?.n).toBe(2);
  // As long as it costs no more than that, nobody is asked anew.
  considerApproval(draft);
  expect(draft.root.question?.n).toBe(2);
  approvePlan(draft, "ann");
  expect(draft.root.facts.approval).toEqual({ usd: approval?.askedUsd, by: "ann" });
});

test("a plan whose question gave way to another is asked about again", () => {
  const story = shown({ plan: "approve" });
  const draft = new Draft(story.tree, { now: story.now });
  const { question, ...root } = draft.root;
  draft.put({ ...root, ...(question && { question: { ...question, kind: "unmerged" } }) });
  remindOfPlan(draft);
  expect(draft.root.question).toMatchObject({ kind: "unmerged", n: 1 });
  draft.put({
    ...draft.root,
    ...(question && {
      question: { ...question, kind: "unmerged", answer: { by: "ann", words: "open it", at: 1 } },
    }),
  });
  remindOfPlan(draft);
  expect(draft.root.question).toMatchObject({ kind: "plan", n: 2 });
});

test("whoever says no drops the tree, and nothing was built", () => {
  const story = shown({ plan: "approve" });
  story.tell(said("b", 900_000)).run();
  expect(story.did("Dispatch")).toEqual([]);
  expect(story.root.status).toBe("cancelled");
});

test("at the ceiling it asks once, with spent, left and forecast; more money goes on", () => {
  const story = new Story({ ...two, worker: () => ({ usd: 0.03 }), config: { budget: { usd: 0.1 } } });
  story.label().run();
  expect(story.state).toBe("waiting");
  const { question } = story.root;
  expect(question?.kind).toBe("budget");
  expect(question?.summary).toMatch(
    /^\$0\.\d\d are spent, \$0\.\d\d are left, and the rest may cost about \$/,
  );
  expect(story.needs).toHaveLength(1);
  const calls = story.did("AskPlanner").length + story.did("Dispatch").length;
  story.tell({ type: "TimePassed" }).run();
  expect(story.did("AskPlanner").length + story.did("Dispatch").length).toBe(calls);
  story.tell(said("/fractal budget +5", 900_000)).run();
  expect(ceilingUsd(story.tree)).toBeCloseTo(5.1, 6);
  expect(story.state).toBe("ready");
  expect(leftUsd(story.tree)).toBeGreaterThan(4);
  expect(story.root.question?.answer?.by).toBe("ann");
});

test("what is held back for an attempt that waits for a person is said where it asks for money", () => {
  const story = new Story({
    ...chain,
    fail: (effect) => (effect.type === "Dispatch" ? "human" : undefined),
    config: { budget: { usd: 0.06 } },
  });
  story.label().run();
  expect(story.root.question?.kind).toBe("budget");
  expect(story.root.question?.summary).toMatch(/are spent, \$0\.04 are held back, \$0\.\d\d are left,/);
});

test("a budget that is raised in the configuration takes the question back", () => {
  let usd = 0.1;
  const story = new Story({
    ...two,
    worker: () => ({ usd: 0.03 }),
    preflight: () => ({ config: configOf({ budget: { usd } }) }),
  });
  story.label().run();
  expect(story.root.question?.answer).toBeUndefined();
  usd = 5;
  story.tell({ type: "Restarted" }).run();
  expect(story.root.question?.answer).toMatchObject({ by: "" });
  expect(story.state).toBe("ready");
});

test("when four fifths are gone nothing more is divided", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("one"), part("two", { size: "L", files: [], dependsOn: [0] })])
        : split("L", [part("left"), part("right")], { files: [] }),
    worker: () => ({ usd: 0.044 }),
    config: { budget: { usd: 0.055 } },
  });
  story.label().run();
  expect(story.did("AskPlanner")).toHaveLength(1);
  expect(moneyOf(story.tree).spentUsd).toBeGreaterThanOrEqual(0.8 * 0.055);
  expect(story.root.question?.kind).toBe("budget");
});
