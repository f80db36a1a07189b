import { expect, test } from "vitest";
import { chain } from "./chain.ts";
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
