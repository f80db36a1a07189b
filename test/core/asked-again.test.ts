import { expect, test } from "vitest";
import { renderQuestion } from "#src/views/question.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { execute, part, split } from "./plans.ts";
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

test("what was answered once is told to whoever asks the same later on, and nobody is asked again", () => {
  const story = rested(asking);
  const { askedAt } = story.question("one");
  const comment = story.say("one", "To the left.");
  story.run();
  expect(story.task("two").status).toBe("done");
  const [one, two] = [story.task("one"), story.task("two")];
  expect(two.question).toMatchObject({ answer: { by: "alice", words: "To the left.", on: one.id } });
  expect(two.question?.askedAt).toBeUndefined();
  expect(two.guidance?.map(({ text }) => text)).toEqual(["Question: Which way?\nAnswer: To the left."]);
  const told = { by: "alice", words: "To the left.", text: "To the left.", comment };
  expect(Object.values(story.root.facts.answered ?? {})).toEqual([
    { askedAt, tasks: [one.id, two.id], told },
  ]);
  const shown = two.question && renderQuestion(story.tree, two, two.question);
  expect(shown).toContain(`### 🟢 Answered as on #${one.issue?.number}: Which way?`);
  expect(shown).toContain("write `/fractal answer` here");
});

/** “two” has what was said on “one”, and its next attempt does not end. */
function told(answer: (story: Talk) => void): Talk {
  const story = rested({
    ...asking,
    worker: (task, n) =>
      task.title === "three"
        ? {}
        : task.guidance === undefined
          ? blocked()
          : { lost: task.title === "two" && n < 4 },
  });
  answer(story);
  story.run((at) => at.task("two").question?.comment !== undefined && at.task("two").status === "running");
  return story;
}

test("a box that was ticked is told in its own words; what people say below it is talk, and an answer by a command is heard", () => {
  const story = told((at) => at.tick("one", "b"));
  expect(story.question("two").answer).toMatchObject({ picked: "b", words: "right" });
  const { talked } = story;
  story.say("two", "Good that it knew.");
  expect(story.talked).toBe(talked);
  story.say("two", "/fractal answer To the left here.");
  expect(story.last).toMatchObject({
    state: "done",
    words: expect.stringContaining("Noted, though you answered before"),
  });
  expect(story.task("two").guidance).toHaveLength(2);
  // Which of the two holds for others is for a person to say.
  expect(Object.values(story.root.facts.answered ?? {}).filter(({ told }) => told)).toEqual([]);
});

test("an answer that was edited meanwhile is told as it is now", () => {
  const story = rested(asking);
  const comment = story.say("one", "To the lft.");
  story.write("one", { comment, body: "To the left." });
  story.run();
  expect(story.task("two").guidance).toMatchObject([{ text: "Question: Which way?\nAnswer: To the left." }]);
});

/** Both parts are planned first, and their planner has no answer to offer. */
const asksFreely: Script = {
  planner: ({ parent, guidance, files }) =>
    parent === null
      ? split("XL", [part("one", { size: "L" }), part("two", { size: "L", dependsOn: [0] })])
      : execute({
          files,
          ...(guidance === undefined && {
            decision: "clarify",
            questions: [{ question: "Which way?", options: [], recommendation: null }],
          }),
        }),
};

test("what became of one task alone is no answer for another, which asks when that has cooled down", () => {
  const story = rested(asksFreely);
  const asked = story.question("one").askedAt ?? 0;
  story.tick("one", "b");
  story.run(() => isHeld(story));
  expect(story.task("one")).toMatchObject({ status: "cancelled", waived: { by: "alice" } });
  story.run();
  expect(story.question("two").askedAt).toBe(asked + 30 * minute);
  story.say("two", "To the right.");
  // What cooled down and told nothing is forgotten.
  expect(Object.values(story.root.facts.answered ?? {})).toMatchObject([
    { askedAt: asked + 30 * minute, tasks: [story.task("two").id] },
  ]);
});

test("what was said about one moment is told to no other task, though the same befalls it later on", () => {
  const story = rested({
    ...chain,
    worker: ({ title }) => (title === "one" || title === "two" ? { missing: true } : {}),
  });
  const { askedAt = 0 } = story.question("one");
  expect(story.question("one")).toMatchObject({ kind: "other" });
  story.say("one", "There was an outage until noon, go on.");
  expect(story.root.facts.answered?.[story.question("one").print]?.told).toBeUndefined();
  story.close("one", "completed");
  story.run();
  expect(story.task("one").status).toBe("done");
  expect(story.question("two").print).toBe(story.question("one").print);
  expect(story.task("two").guidance).toBeUndefined();
  expect(story.question("two").askedAt).toBeGreaterThanOrEqual(askedAt + 30 * minute);
});

test("a rule that is accepted meanwhile answers it, and nobody is asked", () => {
  const rule = { rule: "Go left.", paths: [], types: [], contradicts: [] };
  const story = rested({ ...asking, distiller: () => ({ rules: [rule] }) });
  story.say("one", "To the left.");
  story.run((at) => at.task("one").policy?.step === "proposed");
  story.say("one", "/fractal policy accept");
  story.run();
  expect(story.question("two").answer).toMatchObject({ from: "policy", words: "To the left." });
  expect(story.task("two").status).toBe("done");
});

test("who answers it before its turn has come was asked nothing", () => {
  const story = rested(asksFreely);
  story.tick("one", "b");
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

test("what was answered before anybody was asked is told to nobody else", () => {
  const story = new Talk({
    ...chain,
    config: { limits: { questionsFree: 1 } },
    worker: ({ title, guidance }) => (guidance === undefined ? blocked(`Which way for ${title}?`) : {}),
  }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("three").question !== undefined);
  expect(story.question("three").askedAt).toBeUndefined();
  story.say("three", "/fractal answer To the right.");
  expect(story.question("three").answer).toMatchObject({ words: "To the right." });
  expect(Object.values(story.root.facts.answered ?? {}).filter(({ told }) => told)).toEqual([]);
});
