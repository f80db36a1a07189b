import { expect, test } from "vitest";
import { askedBudgetUsd } from "#src/core/asked-budget.ts";
import { ceilingUsd } from "#src/core/budget.ts";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";

const form = (answer: string) =>
  `### What is wanted\n\nIt parses.\n\n### Budget\n\n${answer}\n\n### More\n\n$9`;

test.each([
  ["$5", 5],
  ["5", 5],
  ["5 USD", 5],
  ["5.50", 5.5],
  ["US$ 12 ", 12],
  ["_No response_", undefined],
  ["", undefined],
  ["0", undefined],
  ["-5", undefined],
  ["5 or so", undefined],
  ["5\n\n6", undefined],
  ["1e5", undefined],
  ["999999", undefined],
])("the answer %o means %o US dollars", (answer, usd) => {
  expect(askedBudgetUsd(form(answer))).toBe(usd);
  expect(askedBudgetUsd(form(answer).replaceAll("\n", "\r\n"))).toBe(usd);
});

test("only a section that people see counts, and only when there is one", () => {
  expect(askedBudgetUsd("### Budget (USD)\n3")).toBe(3);
  expect(askedBudgetUsd("Budget: $5")).toBeUndefined();
  expect(askedBudgetUsd("## Budget\n\n5")).toBeUndefined();
  expect(askedBudgetUsd(`It parses.\n<!--\n### Budget\n\n500\n-->\n`)).toBeUndefined();
  expect(askedBudgetUsd("It parses.\n<!-- never closed\n### Budget\n\n500\n")).toBeUndefined();
  expect(askedBudgetUsd("```\n### Budget\n\n500\n```\n")).toBeUndefined();
  expect(askedBudgetUsd("```\n### Budget\n\n500\n")).toBeUndefined();
  expect(askedBudgetUsd(`${form("5")}\n\n### Budget\n\n6`)).toBeUndefined();
});

test("what the form says is the tree's budget in place of the configured one; left out, that holds", () => {
  const ceiling = (body: string) =>
    ceilingUsd(new Story({ planner: () => execute() }).label("alice", { body }).run().tree);
  expect(ceiling(form("$0.75"))).toBe(0.75);
  expect(ceiling(form("_No response_"))).toBe(5);
});

test("what another wrote into the issue than who labels it makes the budget smaller, never larger", () => {
  const ceiling = (answer: string) => {
    const story = new Story({ planner: () => execute() });
    story.label("alice", { body: form(answer), author: "mallory" });
    return ceilingUsd(story.run().tree);
  };
  expect(ceiling("$500")).toBe(5);
  expect(ceiling("$0.75")).toBe(0.75);
});

test("labelled once more before anything is planned it begins with the budget that the issue names then", () => {
  const story = new Story({ planner: () => execute(), mayWrite: () => false });
  story.label("eve", { body: form("$3") }).run();
  expect(story.root.facts.budgetUsd).toBe(3);
  story.now += 60_000;
  story.label("bob", { body: "It parses." }).run();
  expect(story.root.facts.budgetUsd).toBeUndefined();
});
