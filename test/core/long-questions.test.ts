import { expect, test } from "vitest";
import { renderQuestion } from "#src/views/question.ts";
import { clarify, execute } from "./plans.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** So many characters, and a last word that is missed where it was cut. */
const long = (chars: number, end: string) =>
  `${"Which of the words "
    .repeat(100)
    .slice(0, chars - 6)
    .trimEnd()} ${end}?`;

/** Asked by the planner at first, then by the worker of the one leaf. */
function asked(script: Partial<Script>): Talk {
  return new Talk({ planner: () => execute(), ...script }).label().run();
}

function shown(story: Talk): string {
  const { root } = story;
  return renderQuestion(story.tree, root, story.question("root"));
}

function planned(...questions: ReturnType<typeof clarify>["questions"]): Talk {
  const unclear = { ...clarify("What?"), questions };
  return asked({ planner: (_, ask) => (ask === 1 ? unclear : execute()) });
}

test("a question that is too long for a title is asked whole below it, and told whole with its answer", () => {
  const question = long(900, "last");
  const story = planned({ question, options: [], recommendation: "the last" });
  expect(shown(story)).toContain(question);
  expect(shown(story)).toContain("Recommended: the last");
  expect(story.question("root").title.length).toBeLessThanOrEqual(300);
  story.say("root", "None.");
  expect(story.root.guidance?.map(({ text }) => text)).toEqual([`Question: ${question}\nAnswer: None.`]);
});

test("before a long answer stands the beginning of a long question", () => {
  const story = planned({ question: long(900, "last"), options: [], recommendation: null });
  const words = "so ".repeat(1166);
  story.say("root", words);
  expect(story.root.guidance?.[0]?.text).toMatch(/^Question: Which of .{150,250}…\nAnswer: so so/);
  expect(story.root.guidance?.[0]?.text.endsWith(words)).toBe(true);
});

test("of several questions each is shown whole, with what it may be answered", () => {
  const ends = ["ant", "bee", "cow", "doe", "eel"];
  const questions = ends.map((end) => ({
    question: long(400, end),
    options: [`the ${end}`, `no ${end}`],
    recommendation: `the ${end}`,
  }));
  const story = planned(...questions);
  for (const { question, options } of questions)
    for (const each of [question, ...options]) expect(shown(story)).toContain(each);
  expect(story.question("root")).toMatchObject({
    recommended: "a",
    options: [{ words: "All as recommended" }, {}, {}],
  });
  story.tick("root", "a");
  for (const end of ends) expect(story.root.guidance?.[0]?.text).toContain(`${end}? the ${end}`);
});

test("nobody answers all at once what could be told in part only", () => {
  const questions = ["ant", "bee", "cow", "doe", "eel"].map((end) => ({
    question: long(1000, end),
    options: [],
    recommendation: `the ${end}`,
  }));
  const story = planned(...questions);
  for (const { question } of questions) expect(shown(story)).toContain(question);
  expect(story.question("root").options.map(({ words }) => words)).not.toContain("All as recommended");
  expect(story.question("root").recommended).toBeUndefined();
});

test("what a worker asks is shown whole, and so are the answers it thought of", () => {
  const question = { title: long(480, "last"), options: [long(490, "left"), long(490, "right")] };
  const story = asked({
    worker: (_, attempt) =>
      attempt === 1 ? { outcome: "blocked", report: { status: "blocked", question } } : {},
  });
  const [task] = [...story.tree.tasks.values()].filter((each) => each.question !== undefined);
  if (task?.question === undefined) throw new Error("nobody was asked");
  const text = renderQuestion(story.tree, task, task.question);
  for (const each of [question.title, ...question.options]) expect(text).toContain(each);
});
