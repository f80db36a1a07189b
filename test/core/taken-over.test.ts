import { expect, test } from "vitest";
import { blocked } from "./handed.ts";
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

test("another model is for what no model could do: what waits for an answer, or is done by hand, waits on", () => {
  const story = new Talk({
    planner: () =>
      split("L", [part("risky", { size: "XS", risk: "high" }), part("asks"), part("red"), part("after")]),
    config: { models: { worker: ["gpt-5-mini"] } },
    worker: (task) => (task.title === "asks" && task.guidance === undefined ? blocked() : {}),
    ci: ({ about, task, n }) => (about === "attempt" && task.title === "red" && n < 4 ? "red" : "green"),
    router: () => ({ choose: "person", reason: "Nobody knows.", question: null }),
  }).label();
  story.run();
  expect(story.question("red").kind).toBe("stuck");
  story.tick("risky", "b");
  story.say("root", "/fractal model gpt-5");
  story.run();
  expect(story.task("risky").reason).toBe("@alice does it by hand");
  expect(story.question("asks").answer).toBeUndefined();
  expect(story.task("asks").attempts).toHaveLength(1);
  expect(story.task("red").attempts.at(-1)?.model).toBe("gpt-5");
});
