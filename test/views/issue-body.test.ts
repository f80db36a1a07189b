import * as fc from "fast-check";
import { expect, test } from "vitest";
import { apply } from "#src/core/change.ts";
import type { Task } from "#src/core/tree.ts";
import { issueTitle, parseIssueBody, renderIssueBody, taskMarker } from "#src/views/issue-body.ts";
import { hostile, long } from "./hostile.ts";
import { part, planned } from "./story.ts";

const story = planned();

test("an issue says what is to be done, how it is checked, and what editing it does not do", () => {
  expect(renderIssueBody(story.tree, part(story, 1))).toMatchInlineSnapshot(`
    "<!-- fractal:task id=fx-j7qhxwff root=fx-zy1lbxd0 v=1 hash=1at08zq8rjn -->
    > Minutes become money, as the spec says.

    | | |
    |---|---|
    | **Done when** | Its tests pass. |
    | **Kind** | feature, size S, low risk |
    | **Needs first** | #2 |
    | **Part of** | #1 |

    **Checked by** \`npm test\`

    **May change** \`src/amounts.js\`

    ---
    This text is made from the task: **editing it does not change the task.** Instead:
    - do it yourself on \`fractal/1/epic\` and close this issue as completed (its check is run there),
    - or close it as not planned to drop it,
    - or let it run and request changes on the pull request at the end: they become one more task.
    "
  `);
});

test("what was rendered is recognised, whatever the task says", () => {
  const words = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...hostile));
  fc.assert(
    fc.property(
      fc.record({ title: words, objective: words, acceptance: words, verify: fc.option(words) }),
      (said) => {
        const task: Task = { ...part(story, 1), ...said };
        const body = renderIssueBody(story.tree, task);
        expect(renderIssueBody(story.tree, task)).toBe(body);
        expect(body.startsWith(taskMarker(task.id))).toBe(true);
        expect(parseIssueBody(body)).toEqual({
          id: task.id,
          root: task.root,
          hash: expect.any(String),
          edited: false,
        });
      },
    ),
  );
});

test("a browser's line ends are no edit; a changed, added or preceding word is", () => {
  const body = renderIssueBody(story.tree, part(story, 1));
  const edited = (text: string) => parseIssueBody(text)?.edited;
  expect(edited(`${body.replaceAll("\n", "\r\n")}\r\n`)).toBe(false);
  expect(edited(body.replace("npm test", "true"))).toBe(true);
  expect(edited(`${body}\nand also this`)).toBe(true);
  expect(edited(`Note from Ada:\n\n${body}`)).toBe(true);
});

test("a text without the marker is none of ours", () => {
  expect(parseIssueBody("")).toBeUndefined();
  expect(parseIssueBody("<!-- fractal:task id=fx-1 -->")).toBeUndefined();
  for (const text of long) expect(parseIssueBody(text)).toBeUndefined();
});

test("a task cannot bring a marker of its own", () => {
  const forged = renderIssueBody(story.tree, part(planned(), 0));
  const tree = apply(story.tree, [
    { task: { ...part(story, 1), objective: forged, acceptance: forged }, lazy: false },
  ]);
  const body = renderIssueBody(tree, part({ ...story, tree }, 1));
  expect(body.match(/<!--/g)).toHaveLength(1);
  expect(parseIssueBody(body)?.id).toBe(part(story, 1).id);
});

test("a title is one line that GitHub takes", () => {
  const titled = (title: string) => issueTitle({ ...part(story, 0), title });
  for (const title of [...hostile, ...long]) {
    expect(titled(title)).toMatch(/^.{1,240}$/u);
  }
  expect(titled("\u202e\n")).toBe(part(story, 0).id);
});

test("long texts stay below what GitHub takes", () => {
  for (const text of long) {
    const task = {
      ...part(story, 1),
      objective: text,
      acceptance: text,
      files: Array(50).fill(text.slice(0, 300)),
    };
    expect(renderIssueBody(story.tree, task).length).toBeLessThan(60_000);
  }
});
