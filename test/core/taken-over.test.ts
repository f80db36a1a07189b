import { expect, test } from "vitest";
import { part, split } from "./plans.ts";
import { Talk } from "./talk.ts";

test("who does a task by hand may talk about it: no worker takes it from them until a command says so", () => {
  const story = new Talk({
    planner: () => split("L", [part("risky", { size: "XS", risk: "high" }), part("two", { dependsOn: [0] })]),
  }).label();
  story.run();
  story.tick("risky", "b");
  story.say("risky", "I am starting now.");
  expect(story.last.words).toMatch(
    /^Noted, though you answered before .*: it stays with who does it by hand/,
  );
  story.run();
  expect(story.task("risky")).toMatchObject({ status: "needs_human", reason: "@alice does it by hand" });
  expect(story.did("Dispatch")).toEqual([]);
  story.say("risky", "/fractal retry");
  story.run();
  expect(story.task("risky").guidance).toMatchObject([{ text: expect.stringMatching(/I am starting now/) }]);
  expect(story.state).toBe("ready");
});
