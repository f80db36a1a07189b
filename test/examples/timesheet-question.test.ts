import { expect, test } from "vitest";
import { Distilled } from "#src/core/policy-draft.ts";
import { timesheet } from "../../examples/models/timesheet.ts";
import { withQuestion } from "../../examples/models/timesheet-question.ts";
import type { Part } from "../../examples/scripted-model.ts";

const script = withQuestion(timesheet);
const prompt = "# OBJECTIVE\nPrint the invoice";
const answered = (words: string) => `${prompt}\n<data-1 policy ask-me-1>\n…\nQuestion: …\nAnswer: ${words}`;

test("two of the demo's workers ask the same before they guess, and do as they are told", () => {
  const askers = script.filter((part) => callsOf(part, prompt)[0]?.name === "ask_human");
  const [first, second, ...more] = askers.map((part) => callsOf(part, prompt));
  expect(more).toEqual([]);
  expect(first).toHaveLength(1);
  expect(second).toEqual(first);

  for (const part of askers) {
    const plain = timesheet.find(({ title }) => title === part.title);
    const billed = callsOf(part, answered("A rate: the line is billed with 0.00"));
    const cited = billed.at(-1)?.arguments;
    expect(cited).toEqual({ ...callsOf(plain, prompt).at(-1)?.arguments, policiesApplied: ["ask-me-1"] });
    expect(billed.slice(0, -1)).toEqual(callsOf(plain, prompt).slice(0, -1));
  }
  const refusing = callsOf(askers[1], answered("None: refuse the entry, as one without a rate"));
  expect(JSON.stringify(refusing)).toContain("(entry) => !entry.rateCents)");
});

test("the rule that is made of the answer says what was answered", () => {
  const ruleOf = (answer: string) =>
    Distilled.parse(
      script
        .find(({ distil }) => distil !== undefined)
        ?.distil?.(`# ANSWER OF THE MAINTAINER\n${answer}\n\n# RULES THAT HOLD ALREADY\nNone.`),
    ).rules[0]?.rule;
  expect(ruleOf("A rate: the line is billed with 0.00")).toMatch(/^Take a rate of 0 for a rate/);
  expect(ruleOf("None: refuse the entry, as one without a rate")).toMatch(/^Refuse an entry whose rate is 0/);
});

function callsOf(part: Part | undefined, words: string) {
  return part?.work?.(words).flatMap(({ calls }) => calls) ?? [];
}
