import { expect, test } from "vitest";
import { part, split } from "./plans.ts";
import { reds } from "./stuck.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** Two leaves side by side. */
const two: Script = { planner: () => split("L", [part("one"), part("two")]) };

function rested(script: Script): Talk {
  const story = new Talk(script).label();
  story.run();
  return story;
}

test("what is about one task is asked for each: who allows one a file allows the other nothing", () => {
  const words = '"package.json" is a manifest or lockfile';
  const violation = { code: "manifest", kind: "unsafe" as const, words, path: "package.json" };
  const story = rested({
    ...two,
    worker: (task) => (task.allowances === undefined ? { violations: [violation] } : {}),
  });
  expect(story.needs).toHaveLength(2);
  story.tick("one", "a").run();
  expect(story.task("one")).toMatchObject({ status: "done", allowances: ["package.json"] });
  expect(story.task("two")).toMatchObject({ status: "needs_human" });
  expect(story.task("two").allowances).toBeUndefined();
  expect(story.question("two").answer).toBeUndefined();
});

test("what is said to a leaf that is stuck is not said to another that is stuck for the same reason", () => {
  const story = rested({
    ...two,
    config: { models: { worker: ["small"] } },
    ci: reds(3),
    router: () => ({ choose: "person", reason: "Nobody knows.", question: null }),
  });
  expect(["one", "two"].map((title) => story.question(title).kind)).toEqual(["stuck", "stuck"]);
  story.say("one", "Parse the header first.");
  expect(story.task("two").guidance).toBeUndefined();
  expect(story.question("two").answer).toBeUndefined();
});
