import { expect, test } from "vitest";
import { apply } from "#src/core/change.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { clarify } from "./plans.ts";
import { Talk } from "./talk.ts";

test("a tree that is paused is not planned, though what it asked is answered, until somebody lets it go on", () => {
  const story = new Talk({
    ...chain,
    planner: (task, ask, tree) => (ask === 1 ? clarify("Which?") : chain.planner(task, ask, tree)),
  }).label();
  story.run();
  story.say("root", "/fractal pause");
  story.tick("root", "a");
  story.say("root", "Both, if that is no more work.", "bob");
  expect(story.last.words).toMatch(/the next attempt hears both\.$/);
  story.run();
  expect(story.root.status).toBe("queued");
  expect(story.did("AskPlanner")).toHaveLength(1);
  story.say("root", "/fractal resume");
  story.run();
  expect(story.state).toBe("ready");
});

test("whether to open a pull request again is asked no more once the tree is cancelled, and words below it change nothing", () => {
  const story = new Talk(chain).label();
  story.run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "bob" }).run();
  expect(story.question("root")).toMatchObject({ kind: "unmerged" });
  story.say("root", "/fractal cancel");
  story.run();
  expect(story.question("root").answer).toMatchObject({ by: "alice", words: "/fractal cancel" });
  expect(story.question("root").comment?.state).toMatch(/^answered\//);
  story.say("root", "Use tabs.");
  expect(story.last.state).toBe("no");
  expect(story.root.facts.reviews).toEqual([]);
  expect(story.root.facts.reopens).toBeFalsy();
});

test("what was answered while a task or the tree is paused is asked for as a rule once it goes on, if the money is there", () => {
  for (const on of ["root", "one"]) {
    const story = new Talk({
      ...chain,
      worker: (task) => (task.title === "one" && task.guidance === undefined ? blocked() : {}),
      distiller: () => ({ rules: [] }),
    }).label();
    story.run();
    story.say(on, "/fractal pause");
    story.say("one", "Left, as everywhere.");
    story.run();
    expect(story.task("one").policy).toMatchObject({ step: "wanted", reservedUsd: 0 });
    story.tell({ type: "Restarted" }).run();
    expect(story.did("DistillPolicy")).toEqual([]);
    story.say(on, "/fractal resume");
    story.run();
    expect(story.did("DistillPolicy")).toHaveLength(1);
    expect(story.task("one").policy?.step).toBe("none");
    expect(story.state).toBe("ready");
  }
});

test("a rule that waited while its task was paused is let go when its money was spent meanwhile", () => {
  const story = new Talk({
    ...chain,
    worker: (task) => (task.title === "one" && task.guidance === undefined ? blocked() : {}),
  }).label();
  story.run();
  story.say("one", "/fractal pause");
  story.say("one", "Left, as everywhere.");
  const { root } = story;
  const poor = { ...root, facts: { ...root.facts, budgetUsd: 0.0001 } };
  story.tree = apply(story.tree, [{ task: poor, lazy: false }]);
  story.say("one", "/fractal resume");
  expect(story.task("one").policy).toMatchObject({ step: "none", reservedUsd: 0 });
  expect(story.did("DistillPolicy")).toEqual([]);
});
