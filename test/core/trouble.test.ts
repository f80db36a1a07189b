import { expect, test } from "vitest";
import { backoffMs } from "#src/core/retry.ts";
import { stickyState } from "#src/core/sticky-state.ts";
import { renderSticky } from "#src/views/sticky.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const one: Script = { planner: () => execute() };

test("an effect that fails is tried again later, and forgotten when it is done", () => {
  const story = new Story({
    ...one,
    fail: ({ type }, times) => (type === "MergePullRequest" && times < 4 ? "retry" : undefined),
  });
  story.label().run();
  expect(story.did("MergePullRequest")).toHaveLength(4);
  expect([...story.tree.tasks.values()].flatMap(({ trouble }) => trouble)).toEqual([]);
  expect(story.state).toBe("ready");
});

test("while it waits for its time the tree works", () => {
  const story = new Story({
    ...one,
    fail: ({ type }) => (type === "AskPlanner" ? "retry" : undefined),
  }).label();
  story.run((at) => at.root.trouble.length > 0);
  expect(story.state).toBe("working");
  expect(story.root.trouble[0]?.retryAt).toBeGreaterThan(story.now);
});

test("what keeps failing is tried for ever, a quarter of an hour apart at most, and people are told", () => {
  let isDown = true;
  const story = new Story({
    ...one,
    config: { limits: { infraRetriesMax: 2 } },
    fail: ({ type }) => (type === "AskPlanner" && isDown ? "retry" : undefined),
  });
  story.label().run((at) => at.did("AskPlanner").length === 20);
  const before = story.now;
  story.run((at) => at.did("AskPlanner").length === 21);
  expect(story.now - before).toBeLessThan(901_000);
  expect(story.state).toBe("working");
  expect(story.needs).toEqual(["AskPlanner failed (20 times)"]);
  isDown = false;
  story.run();
  expect(story.root.planUsage?.calls).toBe(1);
  expect(story.state).toBe("ready");
});

test.each([
  "CheckPermission",
  "RunPreflight",
  "EnsureEpic",
  "AskPlanner",
  "Dispatch",
  "CollectReport",
  "PublishPatch",
  "OpenPullRequest",
  "ReadChecks",
  "MergePullRequest",
  "MergeDefault",
  "OpenRootPullRequest",
] as const)("%s that can never work is said at once, and works after a restart", (type) => {
  let isBroken = true;
  const story = new Story({
    ...one,
    fail: (effect) => (effect.type === type && isBroken ? "terminal" : undefined),
  });
  story.label().run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual([`${type} failed`]);
  isBroken = false;
  story.tell({ type: "Restarted" }).run();
  expect(story.state).toBe("ready");
});

test("what people are shown may fail without holding up the work", () => {
  const shown = ["AcknowledgeRequest", "WriteSticky", "Comment", "MirrorIssue"];
  const story = new Story({ ...one, fail: ({ type }) => (shown.includes(type) ? "human" : undefined) });
  story.label().run();
  expect(story.task("Add a parser").status).toBe("done");
  expect(story.state).toBe("ready");
  expect(story.needs).toContain("WriteSticky failed");
});

test("trouble elsewhere does not hide what moves", () => {
  const story = new Story({
    planner: () => split("L", [part("one"), part("two")]),
    fail: ({ type, task }, times) =>
      type === "Dispatch" && times === 1 && task !== "" ? "human" : undefined,
  });
  story.label();
  story.run((at) => [...at.tree.tasks.values()].some(({ trouble }) => trouble.length > 0));
  expect(story.state).toBe("working");
});

test("trouble with what is no task's is nobody's", () => {
  const story = new Story(one).label();
  const before = story.tree;
  const about = { task: "fx-nobody00", key: "k", at: 1 };
  story.tell({ type: "EffectFailed", ...about, kind: "retry", message: "no" });
  story.tell({
    type: "IssueMirrored",
    task: about.task,
    state: "s",
    issue: { number: 1, id: 1, nodeId: "" },
  });
  story.tell({ type: "Commented", task: about.task, key: "k" });
  expect(story.tree).toEqual(before);
});

test("how long to wait is at least what the other side says", () => {
  const story = new Story(one).label();
  story.run((at) => at.root.status === "planning");
  const key = `${story.root.id}/plan/1`;
  const failed = {
    type: "EffectFailed" as const,
    task: story.root.id,
    key,
    kind: "retry" as const,
    message: "429",
  };
  story.tell({ ...failed, retryAfterMs: 77_000, at: story.now });
  const retryAt = story.now + backoffMs(key, 1, 77_000);
  expect(retryAt).toBeGreaterThanOrEqual(story.now + 77_000);
  expect(story.root.trouble).toMatchObject([{ key, retryAt }]);
});

test.each(["human", "retry"] as const)(
  "a repository that cannot be read anew after a start (%s) keeps nothing from people: that, and what they are asked meanwhile",
  (kind) => {
    let isBroken = false;
    const question = { title: "Which colour?", options: ["red", "blue"] };
    const story = new Story({
      planner: () => split("XL", [part("one"), part("two", { dependsOn: [0] })]),
      worker: ({ title }) => (title === "two" ? { report: { status: "blocked", question } } : {}),
      fail: ({ type }) => (type === "RunPreflight" && isBroken ? kind : undefined),
    }).label();
    story.run(({ tree }) => tree.tasks.size > 1 && story.task("one").status === "running");
    isBroken = true;
    story.tell({ type: "Restarted" }).run(({ now }) => now > 20_000_000);
    expect(story.needs.join("; ")).toContain("RunPreflight failed");
    expect(renderSticky(story.tree)).toContain("Which colour?");
    expect(story.root.facts?.sticky?.state).toBe(stickyState(story.tree));
  },
);
