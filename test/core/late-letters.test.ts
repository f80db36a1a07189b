import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { configOf } from "./config-of.ts";
import { blocked } from "./handed.ts";
import { execute } from "./plans.ts";
import { Talk } from "./talk.ts";

test("a letter that comes late is what its option would have told", () => {
  const worker = (task: { title: string; guidance?: unknown }) =>
    task.title === "one" && task.guidance === undefined ? blocked() : {};
  const story = new Talk({ ...chain, worker }).label();
  story.run();
  story.say("one", "a");
  story.run((at) => at.task("one").status === "running");
  story.say("one", "B)", "bob");
  const texts = story.task("one").guidance?.map(({ text }) => text);
  expect(texts?.at(-1)).toBe("Question: Which way?\nAnswer: right");
  expect(story.last.words).toMatch(/^Noted, though @alice answered before/);
});

test("late words to a question that boxes alone answer are told to no task", () => {
  const story = new Talk({ planner: () => execute(), config: { budget: { usd: 0.001 } } }).label();
  story.run();
  expect(story.question("root").kind).toBe("budget");
  story.tick("root", "a");
  story.say("root", "b", "bob");
  expect(story.last.state).toBe("no");
  story.say("root", "and be quick", "bob");
  expect(story.last.words).toMatch(/^@alice answered before .*; a command can still change/);
  expect(story.root.guidance).toBeUndefined();
});

test("a letter to a question that nobody answered, and that is none any more, is told so", () => {
  let usd = 0.001;
  const script = { planner: () => execute(), preflight: () => ({ config: configOf({ budget: { usd } }) }) };
  const story = new Talk(script).label();
  story.run();
  usd = 5;
  story.tell({ type: "Restarted" }).run((at) => at.root.question?.answer !== undefined);
  story.say("root", "a");
  expect(story.last).toMatchObject({
    state: "no",
    words: expect.stringMatching(/^this was not asked any more/),
  });
});

test("words that come late to a task that waits for its turn are heard with what was said before", () => {
  const worker = (task: { title: string; guidance?: unknown }) =>
    task.title === "one" && task.guidance === undefined ? blocked() : {};
  const story = new Talk({ ...chain, worker }).label();
  story.run();
  story.say("root", "/fractal pause");
  story.say("one", "left");
  expect(story.task("one").status).toBe("ready");
  story.say("one", "rather right", "bob");
  expect(story.last.words).toMatch(/: the next attempt hears both\.$/);
  expect(story.task("one").guidance).toHaveLength(2);
});
