import { plan } from "../../examples/models/plan.ts";
import type { Script, Turn } from "../../examples/scripted-model.ts";
import { turn } from "../../examples/turns.ts";
import { greeterScript } from "./greeter.ts";

export const title = "Is one greeted with a small or a capital letter?";

/** The greeter's leaf for French asks before it does anything, unless its prompt tells it what was answered. */
export function askingScript(): Script {
  const [root, french, german] = greeterScript;
  if (root === undefined || french?.work === undefined || german === undefined)
    throw new Error("the greeter's script has three parts");
  const { work } = french;
  return [
    root,
    { ...french, work: (prompt) => (prompt.includes("Answer: ") ? work(prompt) : [asks]) },
    german,
  ];
}

const asks: Turn = turn("Nobody says that.", {
  name: "ask_human",
  arguments: { question: title, options: ["A capital one", "A small one"], recommendation: "A capital one" },
});

/** The planner does not know how many languages there are to be, unless its prompt tells it what was answered. */
export function unclearScript(): Script {
  const [root, ...leaves] = greeterScript;
  if (root === undefined) throw new Error("the greeter's script has a root");
  const unclear = plan({
    size: "L",
    acceptance: "",
    verify: null,
    files: [],
    decision: "clarify",
    questions: [
      { question: "Which languages?", options: ["French and German", "All"], recommendation: null },
    ],
  });
  return [
    { ...root, plan: (prompt: string) => (prompt.includes("Answer: ") ? root.plan : unclear) },
    ...leaves,
  ];
}
