import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

const minute = 60_000;

/** Each leaf asks the same until it is told; "two" begins when "one" is done. */
const asking: Script = {
  ...chain,
  worker: ({ title, guidance }) => (title === "three" || guidance !== undefined ? {} : blocked()),
};

function rested(script: Script): Talk {
  const story = new Talk(script).label();
  story.run();
  return story;
}

/** Until a task asks, and has not been asked aloud. */
const isHeld = (story: Talk): boolean => {
  const { question } = story.task("two");
  return question !== undefined && question.askedAt === undefined;
};

test("what was just answered for one task is asked for another only when it has cooled down", () => {
  const story = rested(asking);
  const asked = story.question("one").askedAt ?? 0;
  story.say("one", "To the left.");
  story.run(() => isHeld(story));
  expect(story.task("one").status).toBe("done");
  expect(story.question("two")).toMatchObject({ print: story.question("one").print });
  expect(story.needs).toEqual([expect.any(String)]);
  story.run();
  expect(story.question("two").askedAt).toBe(asked + 30 * minute);
  story.say("two", "To the right.");
  story.run();
  // What cooled down is forgotten, what was answered last is not.
  expect(Object.values(story.root.facts.answered ?? {})).toEqual([
    { askedAt: asked + 30 * minute, tasks: [story.task("two").id] },
  ]);
});

test("a rule that is accepted meanwhile answers it, and nobody is asked", () => {
  const rule = { rule: "Go left.", paths: [], types: [], contradicts: [] };
  const story = rested({ ...asking, distiller: () => ({ rules: [rule] }) });
  story.say("one", "To the left.");
  story.run(() => isHeld(story));
  story.say("one", "/fractal policy accept");
  story.run();
  expect(story.question("two").answer).toMatchObject({ from: "policy", words: "To the left." });
  expect(story.task("two").status).toBe("done");
});

test("who answers it before its turn has come was asked nothing", () => {
  const story = rested(asking);
  story.say("one", "To the left.");
  story.run(() => isHeld(story));
  story.say("two", "/fractal answer To the right.");
  expect(Object.values(story.root.facts.answered ?? {})).toMatchObject([{ tasks: [story.task("one").id] }]);
  story.run();
  expect(story.task("two").status).toBe("done");
});

test("a task that has the answer and asks all the same is asked again at once", () => {
  const story = rested({
    ...asking,
    worker: ({ title, guidance = [] }) => (title === "three" || guidance.length > 1 ? {} : blocked()),
  });
  story.say("one", "To the left.");
  const { now } = story;
  story.run();
  expect(story.question("one")).toMatchObject({ n: 2 });
  expect(story.question("one").askedAt).toBeLessThan(now + minute);
});
