import { expect, test } from "vitest";
import { guidanceFor } from "#src/core/guidance.ts";
import { part, split } from "./plans.ts";
import { Talk } from "./talk.ts";

test("retry with words on a whole tries all below it that waits once more, and each hears the words", () => {
  let isMended = false;
  const story = new Talk({
    planner: () => split("L", [part("one"), part("two"), part("three")]),
    config: { models: { worker: ["small"] } },
    ci: ({ about }) => (about === "attempt" && !isMended ? "red" : "green"),
    router: () => ({ choose: "person", reason: "Nobody knows.", question: null }),
  }).label();
  story.run();
  expect(story.needs).toHaveLength(3);
  isMended = true;
  story.say("root", "/fractal retry with `npm ci` first");
  story.run();
  for (const title of ["one", "two", "three"])
    expect(guidanceFor(story.tree, story.task(title))).toMatchObject([
      { by: "alice", text: "with `npm ci` first" },
    ]);
  expect(story.question("two").answer).toMatchObject({ by: "" });
  expect(story.state).toBe("ready");
});

test("retry with words takes up a tree that was cancelled, and refuses what is done", () => {
  const story = new Talk({ planner: () => split("L", [part("one"), part("two")]) }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("one") > 0);
  story.say("root", "/fractal cancel");
  story.run();
  expect(story.state).toBe("failed");
  story.say("root", "/fractal retry with more care");
  story.run();
  expect(story.root.guidance).toMatchObject([{ text: "with more care" }]);
  expect(story.state).toBe("ready");
  story.say("one", "/fractal retry with tabs");
  expect(story.last.words).toMatch(/^it is done/);
});
