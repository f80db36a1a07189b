import { startKey } from "#src/core/attempt.ts";
import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";

test("checks that were lost say nothing of a leaf: it is tried again on the same rung", () => {
  const story = new Story({
    planner: () => execute(),
    ci: ({ about, n }) => (about === "attempt" && n === 1 ? "lost" : "green"),
  });
  story.label().run();
  const [first, second] = story.task("Add a parser").attempts;
  expect(first?.outcome).toMatchObject({ class: "infra" });
  expect(second).toMatchObject({ rung: 0 });
  expect(story.state).toBe("ready");
});

test("lost checks of the whole wait for a person, who runs them again", () => {
  let isLost = true;
  const story = new Story({
    planner: () => split("L", [part("one"), part("two")]),
    ci: ({ about }) => (about === "root" && isLost ? "lost" : "green"),
  });
  story.label().run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["the checks of commit epic 3 were cancelled or lost: test (cancelled)"]);
  isLost = false;
  story.tell({ type: "ChecksChanged", sha: story.root.facts.judgement?.sha ?? "" }).run();
  expect(story.tree.tasks.size).toBe(3);
  expect(story.state).toBe("ready");
});

test("a run that waits to be let go is said", () => {
  let isHeld = true;
  const story = new Story({
    planner: () => execute(),
    ci: ({ about }) => (about === "attempt" && isHeld ? "held" : "green"),
  });
  story.label().run();
  expect(story.state).toBe("waiting");
  expect(story.needs[0]).toMatch(/^a run for commit head fx- waits to be let go: test \(action_required\)$/);
  isHeld = false;
  const [attempt] = story.task("Add a parser").attempts;
  story.tell({ type: "ChecksChanged", sha: attempt?.headSha ?? "" }).run();
  expect(story.state).toBe("ready");
});

test.each(["lost", "held"] as const)("what is %s and read again by every sweep is told once", (said) => {
  const story = new Story({
    planner: () => split("L", [part("one"), part("two")]),
    ci: ({ about }) => (about === "root" ? said : "green"),
  });
  story.label().run();
  const { needs, tree } = story;
  expect(needs).toHaveLength(1);
  const told = story.did("WriteSticky").length;
  for (let sweeps = 0; sweeps < 3; sweeps += 1) {
    story.now += 300_000;
    story.tell({ type: "ChecksChanged", sha: story.root.facts.judgement?.sha ?? "" });
    expect(story.state).toBe("waiting");
    expect(story.needs).toEqual(needs);
    story.run();
  }
  expect(story.did("WriteSticky").length).toBe(told);
  expect(story.root.facts.judgement?.next).toBe("wait");
  expect(story.tree.tasks.size).toBe(tree.tasks.size);
});

test("a leaf's checks that wait for a person are told while they are read again", () => {
  const story = new Story({
    planner: () => execute(),
    ci: ({ about }) => (about === "attempt" ? "held" : "green"),
  });
  const { needs } = story.label().run();
  story.tell({ type: "ChecksChanged", sha: story.task("Add").attempts[0]?.headSha ?? "" });
  expect([story.state, story.needs]).toEqual(["waiting", needs]);
});

test("a leaf whose run was for nothing waits a while, and what else stands in its way is still said", () => {
  const story: Story = new Story({
    ...chain,
    worker: (task, attempt) => (task.title === "one" && attempt === 1 ? { missing: "no artifact" } : {}),
    fail: ({ type, task }) => (type === "MirrorIssue" && task !== story.root.id ? "human" : undefined),
  }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.outcome !== undefined);
  const keys = story.task("one").trouble.map(({ key }) => key);
  expect(keys).toHaveLength(2);
  expect(keys).toContain(startKey(story.task("one").id));
});
