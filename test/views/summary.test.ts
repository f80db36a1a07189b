import { expect, test } from "vitest";
import { renderSummary } from "#src/views/summary.ts";
import { hostile } from "./hostile.ts";
import { finished, parts, planned, requested, stuck } from "./story.ts";

const next = [
  { type: "git log --oneline main..fractal/1/epic", why: "what was committed" },
  { type: "git diff main...fractal/1/epic", why: "what changed" },
];

test("when it is ready it names the branch, the pull requests, the money and what to type", () => {
  expect(`\n${renderSummary(finished().tree, { next })}\n`).toMatchInlineSnapshot(`
    "
    ✓ ready for review: Invoices from the time sheet

      Branch  fractal/1/epic
      Review  pull request #20
      Leaves  3 of 3 leaves done, 4 attempts
      Money   $0.07 of $5.00 (107k tokens in, 9.2k out)

    Pull requests
      #12   The rate comes from the sheet, merged
      #14   Minutes become money, merged
      #17   Describe the command in the README, merged

    To look further
      # what was committed
      git log --oneline main..fractal/1/epic
      # what changed
      git diff main...fractal/1/epic
    "
  `);
});

test("when it waits it says for what, and what to do", () => {
  expect(`\n${renderSummary(stuck().tree)}\n`).toMatchInlineSnapshot(`
    "
    ● working: Invoices from the time sheet

      Branch  fractal/1/epic
      Review  no pull request yet
      Leaves  0 of 3 leaves done, 4 attempts
      Money   $0.06 of $5.00 (85.6k tokens in, 7.3k out)

    Needs you
      - The rate comes from the sheet: every rung of the ladder was tried; the last: red: test (failure); the router was not asked, since no price is known for its model gpt-5-mini: add it under \`prices\` in .github/fractal.yml
        What to do: How shall “The rate comes from the sheet” go on? Answer on #2: tick a box there, or reply in your own words

    Pull requests
      #13   The rate comes from the sheet, not merged
    "
  `);
});

test("when nothing came of it yet it says so", () => {
  expect(renderSummary(requested().tree)).toContain("Branch  none yet\n  Review  no pull request yet\n");
});

test("no title or reason reaches the terminal as a command", () => {
  const story = planned();
  for (const text of hostile) {
    const tasks = new Map(story.tree.tasks);
    for (const task of parts(story))
      tasks.set(task.id, { ...task, title: text, reason: text, status: "needs_human" });
    expect(renderSummary({ root: story.tree.root, tasks })).not.toMatch(/(?!\n)\p{Cc}/u);
  }
});
