import { expect, test } from "vitest";
import { commentFor, type OpenQuestion } from "#src/cli/open-question.ts";
import { promptOf, questionLines } from "#src/cli/question-lines.ts";
import { stuck } from "../views/story.ts";

const esc = "\u001b";
const task = [...stuck().tree.tasks.values()].find(({ status }) => status === "needs_human");
if (task === undefined) throw new Error("the story has a leaf that is stuck");
const question: OpenQuestion = {
  key: "question/fx-1/1",
  task,
  issue: 13,
  title: `How shall ${esc}[31m“The rate”${esc}]0;owned\u0007 go on?`,
  summary: `Every rung was tried.${esc}[2J\nRecommended: reply with\u202e what it should do.`,
  options: [
    { id: "a", words: "Try once more", isRecommended: true },
    { id: "b", words: "Leave it\nout", isRecommended: false },
  ],
  takesWords: true,
};

test("a question on a terminal: the decision, whose it is, what was tried, and what can be typed", () => {
  expect(`\n${[...questionLines(question), promptOf(question)].join("\n")}\n`).toMatchInlineSnapshot(`
    "

    ? How shall “The rate” go on?
      (The rate comes from the sheet, #13)
      Every rung was tried.
      Recommended: reply with what it should do.
      Tried, 3 attempts:
        1. small: red: test (failure)
        2. small: red: test (failure)
        3. strong: red: test (failure)
        a  Try once more  (recommended)
        b  Leave it out
      a, b, or your own words; an empty line leaves it waiting > 
    "
  `);
});

test("what is typed becomes the comment that one would write under the issue, or is refused with what can be typed", () => {
  const body = (text: string) => commentFor(question, text);
  for (const text of ["b", "B)", "(b)", "2", " b. "])
    expect(body(text)).toEqual({ body: "/fractal answer b" });
  for (const text of ["c", "3", "0", "x"]) expect(body(text)).toHaveProperty("fault");
  expect(body("No: a small\nletter")).toEqual({ body: "/fractal answer No: a small\nletter" });
  expect(body("/fractal retry now")).toEqual({ body: "/fractal retry now" });
  expect(body("x".repeat(4000))).toHaveProperty("fault");
  expect(commentFor({ ...question, options: [] }, "7")).toEqual({ body: "/fractal answer 7" });

  const rule = { ...question, key: "policy/fx-1/1", options: question.options.slice(0, 1) };
  for (const text of ["a", "yes", "Y"])
    expect(commentFor(rule, text)).toEqual({ body: "/fractal policy accept" });
  for (const text of ["no", "b", "never"]) expect(commentFor(rule, text)).toHaveProperty("fault");
});

test("where words settle nothing, only the letters are offered and taken", () => {
  const plan = { ...question, takesWords: false };
  expect(promptOf(plan)).toBe("  a, b; an empty line leaves it waiting > ");
  expect(commentFor(plan, "a")).toEqual({ body: "/fractal answer a" });
  expect(commentFor(plan, "/fractal approve")).toEqual({ body: "/fractal approve" });
  expect(commentFor(plan, "go ahead")).toEqual({ fault: "type a, b" });
  expect(commentFor(plan, "c")).toEqual({ fault: "there is no such option: type a, b" });
});
