import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isNews } from "#src/core/task-words.ts";
import type { Task } from "#src/core/tree.ts";
import { issueTitle, renderIssueBody } from "#src/views/issue-body.ts";
import { readIssueWords } from "#src/views/issue-words.ts";
import { part, planned } from "./story.ts";

const story = planned();
const task = part(story, 1);

function shown(about: Partial<Task> = {}): { title: string; body: string } {
  const it = { ...task, ...about };
  return { title: issueTitle(it), body: renderIssueBody(story.tree, it) };
}

test("title, objective and acceptance are read back as they were written", () => {
  expect(readIssueWords(shown())).toEqual({
    title: task.title,
    objective: task.objective,
    acceptance: task.acceptance,
  });
});

test("an untouched issue says nothing new, whatever the task says", () => {
  const words = fc
    .array(
      fc.constantFrom(
        "word",
        "a|b",
        "`x|y`",
        "*bold*",
        "_it_",
        "\\",
        "@ada",
        "#12",
        "\n",
        "\n\n",
        "> said",
        "  in",
        "- [ ] box",
        "| | |",
        "---",
        "<b>",
        "github.com/a/b/issues/1",
        "[l](u)",
        "/fractal help",
        "**Done when**",
        "é",
        "…",
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((parts) => parts.join(" "))
    .filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(words, words, fc.oneof(words, fc.constant("")), (title, objective, acceptance) => {
      const said = { title, objective, acceptance };
      const read = readIssueWords(shown(said));
      expect(isNews({ ...task, ...said }, read), JSON.stringify(read)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test("what was cut for its length is no news either", () => {
  const said = {
    title: "t ".repeat(300),
    objective: "long words ".repeat(4000),
    acceptance: "so ".repeat(700),
  };
  expect(isNews({ ...task, ...said }, readIssueWords(shown(said)))).toBe(false);
});

test("what a person changes in its place is read, with a browser's ends of lines", () => {
  const { body } = shown();
  const edited = body
    .replace(task.objective, "Cents become money.\n> No floats.")
    .replace(task.acceptance, "Sums are exact | always")
    .replaceAll("\n", "\r\n");
  expect(readIssueWords({ title: " Money  as cents ", body: edited })).toEqual({
    title: "Money as cents",
    objective: "Cents become money.\nNo floats.",
    acceptance: "Sums are exact | always",
  });
});

test("a text written in place of ours is what the task is about; an empty one says nothing of it", () => {
  expect(readIssueWords({ title: "T", body: "Only 5xx, please.\n\nAnd soon." })).toEqual({
    title: "T",
    objective: "Only 5xx, please.\n\nAnd soon.",
  });
  expect(readIssueWords({ title: " ", body: "" })).toEqual({ title: "Untitled" });
});
