import type { FaultPlan, Faults } from "../parts.ts";
import { doubtOf } from "./doubts.ts";
import type { DrawnTask } from "./drawn-tree.ts";
import type { Fate } from "./fate.ts";
import { proposalFor } from "./planner-proposal.ts";
import type { PlannerQuestion } from "./planner-question.ts";

/** How a planner may answer badly; each is a kind of the fault plan, and the task's own fate decides. */
const misdeeds: Readonly<Record<string, (good: object) => Reply>> = {
  "model-prose": () => said("I would rather split this into a few nice parts, dear reader."),
  "model-schema": (good) => said(JSON.stringify({ ...good, size: "HUGE", children: "many" })),
  "model-cut": (good) => ({ ...said(JSON.stringify(good).slice(0, 40)), finish: "length" }),
  "model-empty": () => said(""),
  "model-refusal": () => ({ ...said(null), refusal: "I cannot help with that." }),
  "model-contradiction": (good) =>
    said(JSON.stringify({ ...good, decision: "execute", children: [nonsense(0, [])], risk: "high" })),
  "model-cycle": (good) => said(JSON.stringify(split(good, [nonsense(0, [1]), nonsense(1, [0])]))),
  "model-many": (good) => {
    const many = Array.from({ length: 500 }, (_, index) => nonsense(index, []));
    return said(JSON.stringify(split(good, many)));
  },
  "model-same": (good) => said(JSON.stringify(split(good, [{ ...nonsense(0, []), size: "XL" }]))),
  "model-clarify": (good) => said(JSON.stringify({ ...good, decision: "clarify", children: [], questions })),
};

export const misdeedKinds = Object.keys(misdeeds);

const questions = [
  { question: "Which of the two did you mean?", options: ["this", "that"], recommendation: "this" },
];

export type Reply = Readonly<{ content: string | null; finish: string; refusal?: string }>;

/** The same for the same task and the same number of refusals, whenever it is asked. */
export function replyFor(
  question: PlannerQuestion,
  {
    task,
    fate,
    plan,
    happened,
  }: { task: DrawnTask | undefined; fate: Fate; plan: FaultPlan; happened: Pick<Faults, "note"> },
): Reply {
  const good = proposalFor(question, task);
  const name = `${question.title}/${question.mustSplit}/${question.refused}`;
  const bad = misdeedKinds.find((kind) => fate.chance(`${kind}/${name}`, plan[kind]));
  if (bad === undefined) {
    const { told } = question;
    const doubt = doubtOf("model-asks", { name: question.title, told, fate, plan, happened });
    if (doubt === undefined) return said(JSON.stringify(good));
    const { words, options, best } = doubt;
    const asked = [{ question: words, options, recommendation: best }];
    return said(JSON.stringify({ ...good, decision: "clarify", children: [], questions: asked }));
  }
  happened.note(bad);
  return misdeeds[bad]?.(good) ?? said("");
}

function said(content: string | null): Reply {
  return { content, finish: "stop" };
}

function split(good: object, children: readonly object[]): object {
  return { ...good, decision: "split", children };
}

function nonsense(index: number, dependsOn: number[]): object {
  return {
    title: `Nonsense number ${index}`,
    objective: "None.",
    type: "feature",
    size: "XS",
    risk: "low",
    acceptance: "none",
    verify: "true",
    files: [`src/nonsense-${index}.txt`],
    dependsOn,
  };
}
