import { expect, test } from "vitest";
import { guidanceFor } from "#src/core/guidance.ts";
import type { Tree } from "#src/core/tree.ts";
import { renderQuestion } from "#src/views/question.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { left } from "./left-rule.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** The worker on “one” asks, a rule answers, and its second attempt is under way; its checks will be red. */
function ruled(script: Partial<Script> = {}): Talk {
  const story = new Talk({
    ...chain,
    worker: (task, attempt) => (task.title === "one" && attempt === 1 ? blocked() : {}),
    ci: ({ about, task, n }) => (about === "attempt" && task.title === "one" && n === 2 ? "red" : "green"),
    preflight: () => ({ policies: [left] }),
    ...script,
  }).label();
  story.run((at) => isShown(at.tree, 1));
  return story;
}

/** Is that question of “one” there to be read, while its next attempt is under way? */
function isShown({ tasks }: Tree, n: number): boolean {
  const one = [...tasks.values()].find(({ title }) => title === "one");
  return one?.question?.n === n && one.question.comment !== undefined && one.status === "running";
}

function shown(story: Talk): string {
  return renderQuestion(story.tree, story.task("one"), story.question("one"));
}

test("what people say to each other below a rule's answer is no word against the rule", () => {
  const story = ruled();
  story.say("one", "Nice, @bob. I'll look at this one on Monday.");
  story.now += 3_600_000;
  story.say("one", "b");
  expect(story.talked).toBe(0);
  expect(story.question("one").answer).toMatchObject({ by: "left", from: "policy" });
  story.run();
  expect(story.did("CountOverruled")).toEqual([]);
});

test("what a person answers by a command takes the place of a rule's answer, and the rule's harm is counted", () => {
  const story = ruled();
  expect(story.question("one").answer).toMatchObject({ by: "left", from: "policy" });
  expect(shown(story)).toContain("write `/fractal answer` here with the right answer");
  story.now += 3_600_000;
  story.say("one", "/fractal answer No: right. The bridge on the left is closed.");
  expect(story.last).toEqual({
    state: "done",
    words: "Noted, in place of what rule left says: the next attempt hears it, should there be one.",
  });
  expect(story.question("one").answer).toMatchObject({ by: "alice", instead: "left" });
  expect(shown(story)).toContain("**alice**, in place of rule left, answered:");
  expect(shown(story)).not.toContain("/fractal answer");
  story.run();
  expect(story.state).toBe("ready");
  expect(story.did("CountOverruled")).toMatchObject([{ policy: "left" }]);
  const one = story.task("one");
  expect(guidanceFor(story.tree, one).map(({ text }) => text)).toEqual([
    "Question: Which way?\nAnswer: No: right. The bridge on the left is closed.",
  ]);
  expect(one.attempts.map(({ policies }) => policies)).toEqual([["left"], ["left"], undefined]);
  // Others are told it still, and what the person said may become a rule of its own.
  expect(story.task("three").attempts[0]?.policies).toEqual(["left"]);
  expect(one.policy).toMatchObject({ about: { by: "alice" } });
});

test("once a person answered in its place people talk there, and what was said before the rule answered is no answer to that", () => {
  const story = ruled();
  const early = story.question("one").comment?.id ?? 0;
  story.write("one", { comment: early - 1, body: "Which bridge?" });
  expect(story.talked).toBe(0);
  story.say("one", "/fractal answer b");
  expect(story.question("one").answer).toMatchObject({ by: "alice", picked: "b", words: "right" });
  const talked = story.talked;
  story.now += 3_600_000;
  story.say("one", "Good that you saw it.", "bob");
  expect(story.talked).toBe(talked);
});

test("below a task that is done people talk as well", () => {
  const done = ruled({ ci: () => "green" });
  done.run();
  done.now += 3_600_000;
  const talked = done.talked;
  done.say("one", "Good that it went left.");
  expect(done.talked).toBe(talked);
});

test("what is said to a rule's answer before anything begins with it is heard first of all", () => {
  const story = new Talk({
    ...chain,
    worker: (task, attempt) => (task.title === "one" && attempt === 1 ? blocked() : {}),
    preflight: () => ({ policies: [left] }),
  }).label();
  story.run((at) => at.did("Dispatch").length > 0 && at.task("one").issue !== undefined);
  story.say("one", "/fractal pause");
  story.run((at) => at.task("one").question?.comment !== undefined);
  expect(story.task("one").status).toBe("ready");
  story.say("one", "/fractal answer Right.");
  expect(story.last.words).toBe("Noted, in place of what rule left says: it is heard next.");
  story.say("one", "/fractal resume");
  story.run();
  expect(story.state).toBe("ready");
});

test("an edit of what was said before the rule answered only says that anew", () => {
  const worker: Script["worker"] = (task, attempt) =>
    task.title === "one" && attempt <= 2 ? blocked(attempt === 1 ? "How fast?" : undefined) : {};
  const story = new Talk({ ...chain, worker, preflight: () => ({ policies: [left] }) }).label();
  story.run();
  const comment = (story.question("one").comment?.id ?? 0) + 1;
  story.write("one", { comment, body: "Quick." });
  story.run((at) => isShown(at.tree, 2));
  story.write("one", { comment, body: "Very quick." });
  expect(story.question("one").answer).toMatchObject({ from: "policy" });
});

test("a count that comes for a task that is gone says nothing", () => {
  const story = ruled();
  const before = story.tree;
  story.tell({ type: "OverruledCounted", task: "fx-gone", policy: "left" });
  story.tell({ type: "OverruledCounted", task: story.task("two").id, policy: "left" });
  expect(story.tree).toEqual(before);
});
