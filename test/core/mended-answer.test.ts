import { expect, test } from "vitest";
import { renderQuestion } from "#src/views/question.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { execute, part, split } from "./plans.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** “one”, “two” and “three” ask the same, one after the other; an attempt that was told ends well. */
const asking: Script = {
  ...chain,
  planner: () =>
    split("L", [part("one"), part("two", { dependsOn: [0] }), part("three", { dependsOn: [1] })]),
  worker: ({ guidance }) => (guidance === undefined ? blocked() : {}),
};

/** “one” was answered, and is done. */
function answered(script: Partial<Script> = {}): { story: Talk; comment: number } {
  const story = new Talk({ ...asking, ...script }).label();
  story.run();
  const comment = story.say("one", "UTF-16, I think.");
  story.run((at) => at.task("one").status === "done");
  expect(story.task("two").question).toBeUndefined();
  return { story, comment };
}

const said = (story: Talk, title: string) => story.task(title).guidance?.map(({ text }) => text);

test("an answer that is mended when its task is done is told to later tasks as it is written now", () => {
  const { story, comment } = answered();
  story.write("one", { comment, body: "UTF-8. Sorry, not UTF-16." });
  expect(story.last).toEqual({
    state: "done",
    words: "Noted: the task is closed by now; whoever asks the same is told it as it is written now.",
  });
  story.run();
  expect(story.state).toBe("ready");
  for (const title of ["two", "three"])
    expect(said(story, title)).toEqual(["Question: Which way?\nAnswer: UTF-8. Sorry, not UTF-16."]);
});

test("it reaches those as well that were told already, and the comment that quotes it there", () => {
  const { story, comment } = answered({
    worker: ({ title, guidance }, n) =>
      guidance === undefined ? blocked() : { lost: title === "two" && n < 4 },
  });
  story.run((at) => at.task("two").status === "running" && at.task("two").question?.comment !== undefined);
  expect(said(story, "two")).toEqual(["Question: Which way?\nAnswer: UTF-16, I think."]);
  story.write("one", { comment, body: "UTF-8." });
  expect(said(story, "two")).toEqual(["Question: Which way?\nAnswer: UTF-8."]);
  const shown = () => story.question("two").comment?.state;
  const before = shown();
  story.run();
  expect(shown()).not.toBe(before);
  expect(renderQuestion(story.tree, story.task("two"), story.question("two"))).toContain("> UTF-8.");
  expect(said(story, "three")).toEqual(["Question: Which way?\nAnswer: UTF-8."]);
});

test("it is mended for later tasks also where its own task asks something else by then", () => {
  const story = new Talk({
    ...asking,
    worker: ({ title, guidance = [] }) =>
      title === "one" && guidance.length === 1 ? blocked("How far?") : guidance.length === 0 ? blocked() : {},
  }).label();
  story.run();
  const comment = story.say("one", "UTF-16, I think.");
  story.run();
  expect(story.question("one").title).toBe("How far?");
  story.write("one", { comment, body: "UTF-8." });
  expect(story.question("one").answer).toBeUndefined();
  story.say("one", "To the end.");
  story.run();
  expect(said(story, "two")).toEqual(["Question: Which way?\nAnswer: UTF-8."]);
});

test("where other words, or none that tell anything, come when the task is done, whoever asks the same later on asks anew", () => {
  for (const [body, isEdit] of [
    ["UTF-8, rather.", false],
    ["/fractal answer UTF-8, rather.", false],
    ["b", true],
    ["", true],
  ] as const) {
    const { story, comment } = answered(asksFreely);
    if (isEdit) story.write("one", { comment, body });
    else story.say("one", body);
    expect(story.last.state).toBe("no");
    expect(story.last.words).toContain("whoever asks the same later on asks anew");
    expect(Object.values(story.root.facts.answered ?? {}).filter(({ told }) => told)).toEqual([]);
    story.run();
    expect(story.question("two").askedAt).toBeDefined();
  }
});

/** Both parts are planned first; their planner has no answer to offer, and the second box leaves the part out. */
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
  worker: () => ({}),
};
