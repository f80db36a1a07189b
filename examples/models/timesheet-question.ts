import type { Part, Script, Turn } from "../scripted-model.ts";
import { turn } from "../turns.ts";

const asks: Turn = turn("The spec does not say what a rate of 0 means, and I must not guess.", {
  name: "ask_human",
  arguments: {
    question: "Is a rate of 0 a rate, or none?",
    options: ["A rate: the line is billed with 0.00", "None: refuse the entry, as one without a rate"],
    recommendation: "A rate: the line is billed with 0.00",
  },
});

/** Those whose work touches what the spec leaves open. Two small models do not know of each other: each asks the same. */
const askers = ["Price the lines of an invoice", "Print the invoice from the command line"];

/** The script of the time sheet, with workers that ask before they guess, and do as they are told. */
export function withQuestion(script: Script): Script {
  return script.map((part) => (askers.includes(part.title) ? asking(part) : part));
}

function asking(part: Part): Part {
  const { work } = part;
  return {
    ...part,
    distil: (prompt) => ({
      rules: [ruleOf(/# ANSWER OF THE MAINTAINER([^]*)# RULES THAT/.exec(prompt)?.[1] ?? "")],
    }),
    ...(work && {
      work: (prompt) => (prompt.includes("Answer: ") ? told(work(prompt), prompt) : [asks]),
    }),
  };
}

function ruleOf(answer: string) {
  return {
    rule: isRefused(answer)
      ? "Refuse an entry whose rate is 0, as one that has none."
      : "Take a rate of 0 for a rate: bill its line with 0.00.",
    paths: ["src/**"],
    types: [],
    contradicts: [],
  };
}

/** The work as ever, but for what was answered; the report cites the rules that were told. */
function told(turns: Turn[], prompt: string): Turn[] {
  const policiesApplied = Array.from(prompt.matchAll(/<\S+ policy ([a-z0-9-]+)>/g), ([, id]) => id);
  const answer = /Answer: .*/.exec(prompt)?.[0] ?? "";
  return turns.map(({ say, calls }) => ({
    say,
    calls: calls.map(({ name, arguments: given }) => ({
      name,
      arguments:
        name === "submit"
          ? { ...given, policiesApplied }
          : isRefused(answer)
            ? { ...given, ...refusing(given["content"]) }
            : given,
    })),
  }));
}

function refusing(content: unknown): { content?: string } {
  return typeof content === "string"
    ? { content: content.replace("entry.rateCents === null", "!entry.rateCents") }
    : {};
}

function isRefused(answer: string): boolean {
  return /refuse|\bnone\b|\bno\b/i.test(answer);
}
