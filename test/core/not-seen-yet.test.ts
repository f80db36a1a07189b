import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

test("what people say before anybody can see a question is no answer to it; a command is heard", () => {
  let isDown = true;
  const script: Script = {
    ...chain,
    worker: (task, attempt) => (task.title === "one" && attempt === 1 ? blocked() : {}),
    fail: ({ type }) => (type === "WriteQuestion" && isDown ? "retry" : undefined),
  };
  const story = new Talk(script).label();
  story.run(({ tree }) => [...tree.tasks.values()].some(({ trouble }) => trouble.length > 0));
  expect(story.question("one").comment).toBeUndefined();
  story.say("one", "@bob can you take over the release notes?");
  expect(story.root.facts?.heard ?? []).toEqual([]);
  isDown = false;
  story.run();
  expect(story.question("one")).toMatchObject({ comment: { state: "asked" } });
  expect(story.question("one").answer).toBeUndefined();
  story.say("one", "right");
  expect(story.question("one").answer).toMatchObject({ by: "alice", words: "right" });

  isDown = true;
  const other = new Talk(script).label();
  other.run(({ tree }) => [...tree.tasks.values()].some(({ trouble }) => trouble.length > 0));
  other.say("one", "/fractal answer b");
  expect(other.question("one").answer).toMatchObject({ by: "alice", picked: "b" });
});
