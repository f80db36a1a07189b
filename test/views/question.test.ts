import { expect, test } from "vitest";
import type { Question } from "#src/core/question.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { bodyCharsMax } from "#src/views/markdown.ts";
import { renderQuestion } from "#src/views/question.ts";
import { boxesOf } from "#src/views/ticked-boxes.ts";
import { hostile, long } from "./hostile.ts";
import { part, planned, stuck } from "./story.ts";

const question: Question = {
  n: 1,
  kind: "stuck",
  title: "Round half minutes up, or to the nearest?",
  summary: "Three attempts read the spec in two ways.\nRecommended: up, as the price list says.",
  options: [
    { id: "a", words: "Round up, as the price list says", move: { do: "guide", text: "Round up." } },
    { id: "b", words: "Try once more", move: { do: "retry" } },
    { id: "c", words: "Go on without it", move: { do: "skip" } },
  ],
  recommended: "a",
  print: "stuck-1",
  askedAt: Date.UTC(2026, 0, 6),
};

type Asking = { tree: Tree; task: Task & { question: Question } };

function asking(change: Partial<Question> = {}, story = stuck()): Asking {
  const task = { ...part(story, 0), question: { ...question, ...change } };
  return { tree: { ...story.tree, tasks: new Map([...story.tree.tasks, [task.id, task]]) }, task };
}

function render({ tree, task }: Asking): string {
  return renderQuestion(tree, task, task.question).replaceAll(task.id, "‹task›");
}

test("one decision, its reason and a recommendation, boxes to tick, how to answer, and what was tried", () => {
  expect(render(asking())).toMatchSnapshot("asked");
});

test("without options it asks for words; of several tasks that ask the same only one has a comment", () => {
  const page = render(asking({ kind: "clarify", options: [] }, planned()));
  expect(page).toMatchSnapshot("for words");
});

test("answered it says who decided what, has no box to tick, and names whom it settles", () => {
  const answer = { by: "ada", words: "", picked: "a", at: 2 };
  const picked = asking({ answer });
  const other: Task = { ...part(stuck(), 1), question: { ...question, as: picked.task.id } };
  const tree = { ...picked.tree, tasks: new Map([...picked.tree.tasks, [other.id, other]]) };
  const page = render({ tree, task: picked.task });
  expect(page).toMatchSnapshot("picked");
  expect(boxesOf(page)).toEqual([]);
  const nobody = { by: "", words: "the issue was closed", at: 2 };
  expect(render(asking({ answer: nobody })).split("<details>")[0]).toMatchSnapshot("by nobody");
  const spoken = { by: "bob", words: "Up.\n\n```\nMath.ceil\n```", at: 2 };
  expect(render(asking({ answer: spoken })).split("<details>")[0]).toMatchSnapshot("in words");
});

test("whatever its words are, its boxes are its options, in whole, and GitHub takes it", () => {
  for (const text of [...hostile, ...long]) {
    const words = text.slice(0, 300);
    const options = question.options.map((option) => ({ ...option, words }));
    const summary = text.slice(0, 1500);
    const { tree, task } = asking({ title: words, summary, options });
    const page = renderQuestion(tree, task, task.question);
    expect(page.length).toBeLessThanOrEqual(bodyCharsMax);
    expect(boxesOf(page)).toEqual(["a", "b", "c"].map((id) => `question/${task.id}/1/${id}`));
    expect(page.match(/<!--/g)).toHaveLength(4);
    const answered = asking({
      title: words,
      options,
      answer: { by: words, words: text.slice(0, 8000), at: 1 },
    });
    const said = renderQuestion(answered.tree, answered.task, answered.task.question);
    expect(said.length).toBeLessThanOrEqual(bodyCharsMax);
    expect(boxesOf(said)).toEqual([]);
  }
});

test("a plan is shown task by task, with their sizes, before somebody says yes to it", () => {
  const story = planned();
  const root = {
    ...(story.tree.tasks.get(story.tree.root) as Task),
    question: { ...question, kind: "plan" as const },
  };
  const page = renderQuestion(story.tree, root, root.question);
  expect(page).toContain("**The plan so far**");
  const parts = [...story.tree.tasks.values()].filter(({ parent }) => parent !== null);
  for (const { title, size } of parts) expect(page).toContain(`${title} (${size}`);
});
