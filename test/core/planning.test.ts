import { expect, test } from "vitest";
import type { Proposal } from "#src/core/plan.ts";
import { Config } from "#src/core/rules.ts";
import { clarify, execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";

test("a refused plan is asked again with the reasons, and the second one counts", () => {
  const tooBig = split("S", [part("one"), part("two")]);
  const story = new Story({ planner: (_, ask) => (ask === 1 ? tooBig : execute()) }).label().run();
  expect(story.state).toBe("ready");
  expect(story.root.planning).toMatchObject({
    ask: 2,
    refusals: [
      `child 0 "one": size S is not below its parent's S; child 1 "two": size S is not below its parent's S`,
    ],
  });
  expect(story.root.planUsage).toMatchObject({ calls: 2, usd: 0.002 });
});

test("a planner that never makes sense is asked so often and no more", () => {
  const story = new Story({
    planner: (_, ask) => (ask === 1 ? { problem: "no JSON" } : split("L", [part("one")])),
    config: { limits: { plannerAsksMax: 3 } },
  });
  story.label().run();
  expect(story.did("AskPlanner").map(({ key }) => key.split("/")[2])).toEqual(["1", "2", "3"]);
  expect(story.needs).toEqual([
    "no acceptable plan in 3 tries; the last was refused: a split has at least two children",
  ]);
  expect(story.state).toBe("waiting");
});

test("a root without a plan is planned afresh when a person asks again, with numbers that go on; a restart asks nobody", () => {
  let wiser = false;
  const story = new Story({ planner: () => (wiser ? execute() : { problem: "no JSON" }) }).label().run();
  wiser = true;
  story.tell({ type: "Restarted" }).run();
  expect(story.did("AskPlanner")).toHaveLength(3);
  expect(story.state).toBe("waiting");
  story.label().run();
  expect(story.did("AskPlanner").map(({ ask }) => ask)).toEqual([1, 2, 3, 4]);
  expect(story.root.planning?.refusals).toEqual([]);
  expect(story.state).toBe("ready");
});

test("what only a person can decide is asked before anything is built", () => {
  const story = new Story({ planner: () => clarify("Which dialect?") }).label().run();
  expect(story.needs).toEqual(["Which dialect?"]);
  expect(story.root.questions).toHaveLength(1);
  expect(story.did("Dispatch")).toEqual([]);
});

test("a part that cannot be made clear waits alone", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("clear"), part("vague", { size: "L" })])
        : clarify("What is it?"),
  });
  story.label().run();
  expect(story.outline()).toEqual(["split XL Add a parser", "  done S clear", "  needs_human L vague"]);
});

test("a part that turns out to be small is executed as its planner says", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("one"), part("two", { size: "L", files: ["lib/"] })])
        : execute({ files: ["lib/b.js"], acceptance: "b is there" }),
  });
  story.label().run();
  expect(story.task("two")).toMatchObject({
    size: "S",
    files: ["lib/b.js"],
    acceptance: "b is there",
    status: "done",
  });
});

test("high risk is split whatever its size, and asks where it cannot be", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("risky", { risk: "high" }), part("tiny", { size: "XS", risk: "high" })])
        : split("S", [
            part("half", { size: "XS", files: ["src/risky.js"] }),
            part("rest", { size: "XS", files: ["src/risky.js"], dependsOn: [0] }),
          ]),
  });
  story.label().run();
  expect(story.task("risky").status).toBe("done");
  expect(story.needs).toEqual(["size XS at high risk can be neither executed nor split here"]);
});

test("a limit that was lowered on the way leaves too large a part to people", () => {
  let depthMax = 3;
  const story = new Story({
    planner: () => split("XL", [part("first"), part("large", { size: "L", dependsOn: [0] })]),
    preflight: () => ({ config: withDepth(depthMax) }),
    fail: ({ type }, times) => (type === "Dispatch" && times === 1 ? "human" : undefined),
  });
  story.label().run();
  depthMax = 1;
  story.tell({ type: "Restarted" }).run();
  expect(story.needs).toEqual(["size L at low risk can be neither executed nor split here"]);
});

test("a reply to a question that nobody asks any more changes nothing", () => {
  const story = new Story({ planner: () => execute() }).label().run();
  const before = story.tree;
  const reply: Proposal = execute();
  const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, usd: 9, calls: 1 };
  story.tell({ type: "PlannerReplied", task: story.tree.root, ask: 1, proposal: reply, usage });
  story.tell({ type: "PlannerReplied", task: "fx-nobody00", ask: 1, usage });
  expect(story.tree).toEqual(before);
});

function withDepth(depthMax: number) {
  return Config.parse({ limits: { depthMax } });
}

test("a reply that says nothing at all is refused as well", () => {
  const story = new Story({ planner: () => execute() }).label().run((at) => at.root.status === "planning");
  const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, usd: 0.001, calls: 1 };
  story.tell({ type: "PlannerReplied", task: story.tree.root, ask: 1, usage });
  expect(story.root.planning).toMatchObject({ ask: 2, refusals: ["the reply was not the agreed JSON"] });
});
