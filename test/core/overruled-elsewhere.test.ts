import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { left } from "./left-rule.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** “one” and then “two” ask the same; a rule answered on “one”, whose next attempt is under way. */
function ruled(script: Partial<Script> = {}): Talk {
  const story = new Talk({
    ...chain,
    worker: ({ title }, attempt) => (title !== "three" && attempt === 1 ? blocked() : {}),
    preflight: () => ({ policies: [left] }),
    ...script,
  }).label();
  story.run((at) => {
    const one = [...at.tree.tasks.values()].find(({ title }) => title === "one");
    return one?.question?.comment !== undefined && one.status === "running";
  });
  return story;
}

function said(story: Talk, title: string): string[] | undefined {
  return story.task(title).guidance?.map(({ text }) => text);
}

test("what a person said in place of a rule is told to whoever asks the same later on, and the rule answers nobody any more", () => {
  const story = ruled();
  const comment = story.say("one", "/fractal answer No: right. The bridge is closed.");
  story.run();
  expect(story.state).toBe("ready");
  expect(said(story, "two")).toEqual(["Question: Which way?\nAnswer: No: right. The bridge is closed."]);
  expect(story.question("two").answer).toMatchObject({ by: "alice", on: story.task("one").id });
  expect(Object.values(story.root.facts.answered ?? {})).toMatchObject([{ told: { comment } }]);
});

test("the letter of an answer is told in its words", () => {
  const story = ruled();
  story.say("one", "/fractal answer b");
  story.run();
  expect(said(story, "two")).toEqual(["Question: Which way?\nAnswer: right"]);
  expect(story.question("two").answer).toMatchObject({ picked: "b", words: "right" });
});

test("where two persons' words differ by then, neither is told by itself: a person is asked", () => {
  const story = ruled();
  story.say("one", "/fractal answer Right.");
  story.say("one", "/fractal answer Straight on.", "bob");
  story.run();
  expect(story.question("two").askedAt).toBeDefined();
  expect(story.question("two").answer).toBeUndefined();
});

test("a rule whose file says something else by then answers again", () => {
  let answer = "left";
  const story = ruled({ preflight: () => ({ policies: [{ ...left, answer }] }) });
  story.say("one", "/fractal answer Right.");
  story.say("one", "/fractal answer Straight on.", "bob");
  answer = "right";
  story.tell({ type: "Restarted" });
  story.run();
  expect(story.question("two").answer).toMatchObject({ from: "policy", words: "right" });
});

test("where it was answered by a person before the rule was there, two persons' words differ as well", () => {
  const rule = { rule: "Go left.", paths: [], types: [], contradicts: [] };
  const story = new Talk({
    ...chain,
    worker: ({ title }, attempt) => (title !== "three" && attempt === 1 ? blocked() : {}),
    distiller: () => ({ rules: [rule] }),
  }).label();
  story.run();
  story.say("one", "To the left.");
  story.run((at) => at.task("one").policy?.step === "proposed");
  story.say("one", "/fractal policy accept");
  story.run((at) => at.task("two").question?.comment !== undefined && at.task("two").status === "running");
  expect(story.question("two").answer).toMatchObject({ from: "policy" });
  story.say("two", "/fractal answer Right.");
  expect(Object.values(story.root.facts.answered ?? {}).filter(({ told }) => told)).toEqual([]);
});
