import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { due } from "#src/core/due.ts";
import { wakeAt } from "#src/core/wake.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const twoLevels: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("lexer"), part("parser", { size: "L", dependsOn: [0], files: ["src/p/"] })])
      : split("L", [part("grammar", { files: ["src/p/g.js"] }), part("tree", { files: ["src/p/t.js"] })]),
};

test("a small spec becomes one leaf, one pull request, and a root pull request that a person merges", () => {
  const story = new Story({ planner: () => execute() }).label().run();
  expect(story.outline()).toEqual(["validating M Add a parser", "  done S Add a parser"]);
  expect(story.task("Add a parser")).toMatchObject({ objective: "It parses.", acceptance: "it works" });
  expect(story.state).toBe("ready");

  story.tell({ type: "PullRequestClosed", pullRequest: pullOf(story), merged: true, by: "alice" }).run();
  expect(story.state).toBe("merged");
  expect(story.outline()).toEqual(["done M Add a parser", "  done S Add a parser"]);
});

test("everything that is done is done once, in the order in which it makes sense", () => {
  const story = new Story({ planner: () => execute() }).label().run();
  const work = story.world.done.map(({ type }) => type);
  const hidden = ["ReadChecks", "MirrorIssue", "WriteSticky"];
  expect(work.filter((type) => !hidden.includes(type))).toEqual([
    "AcknowledgeRequest",
    "CheckPermission",
    "RunPreflight",
    "EnsureEpic",
    "AskPlanner",
    "Dispatch",
    "CollectReport",
    "PublishPatch",
    "OpenPullRequest",
    "MergePullRequest",
    "MergeDefault",
    "OpenRootPullRequest",
  ]);
});

test("a spec without a text is its title", () => {
  const story = new Story({ planner: () => execute() }).label("alice", { body: "" }).run();
  expect(story.task("Add a parser").objective).toBe("Add a parser");
});

test("a composite is planned when what it needs is done, and closes when its parts are", () => {
  const story = new Story(twoLevels).label().run();
  expect(story.state).toBe("ready");
  expect(story.outline()).toEqual([
    "validating XL Add a parser",
    "  done S lexer",
    "  done L parser",
    "    done S grammar",
    "    done S tree",
  ]);
  const order = story.world.done.map(({ type, task }) => `${type} ${story.tree.tasks.get(task)?.title}`);
  expect(order.indexOf("AskPlanner parser")).toBeGreaterThan(order.indexOf("MergePullRequest lexer"));
  expect(order.indexOf("Dispatch tree")).toBeLessThan(order.indexOf("CollectReport grammar"));
});

test("every task is mirrored under its parent, with its dependencies, and only when it says something new", () => {
  const story = new Story(twoLevels).label().run();
  const written = story
    .did("MirrorIssue")
    .map(({ task, state }) => `${story.tree.tasks.get(task)?.title} ${state}`);
  expect(written.filter((line) => line.startsWith("parser"))).toEqual(["parser |open|1", "parser |done|1"]);
  expect(new Set(written).size).toBe(written.length);
});

test("leaves run side by side up to the limit, the longest remaining path first", () => {
  const parts = [
    part("first"),
    part("second"),
    part("long way", { size: "M" }),
    part("after long", { dependsOn: [2] }),
  ];
  const script: Script = {
    planner: () => split("XL", parts),
    config: { limits: { parallelLeavesMax: 1 } },
  };
  const story = new Story(script).label().run();
  const order = story.did("Dispatch").map(({ task }) => story.tree.tasks.get(task)?.title);
  expect(order).toEqual(["long way", "first", "second", "after long"]);
  expect(story.state).toBe("ready");
});

test("money is what was reported, and nothing stays reserved", () => {
  const story = new Story(twoLevels).label().run();
  expect(moneyOf(story.tree)).toEqual({
    spentUsd: 0.008,
    reservedUsd: 0,
    inputTokens: 16_800,
    outputTokens: 1680,
  });
});

test("the sticky comment is edited at most so often, and at once when the tree came to rest", () => {
  const story = new Story(twoLevels).label().run();
  const writes = story.heard.flatMap((event) => (event.type === "StickyWritten" ? [event.at] : []));
  expect(story.root.facts.sticky?.state).toBe(story.did("WriteSticky").at(-1)?.state);
  expect(writes.length).toBeLessThan(15);
});

test("no event but a request makes something out of nothing", () => {
  const story = new Story({ planner: () => execute() }).tell({ type: "TimePassed" });
  expect(story.tree.tasks.size).toBe(0);
  expect(due(story.tree, story)).toEqual([]);
  expect(wakeAt(story.tree, story)).toBeUndefined();
});

function pullOf(story: Story): number {
  return story.root.facts.pullRequest ?? 0;
}
