import { askPerson } from "./ask.ts";
import { canReserve, leftUsd, moneyOf } from "./budget.ts";
import type { Draft } from "./draft.ts";
import { type Escalation, ended } from "./escalation.ts";
import type { RouterChoice } from "./help.ts";
import { dropHelp } from "./lost-call.ts";
import { ownWays } from "./question-words.ts";
import { reserveUsd } from "./reserves.ts";
import type { Task } from "./tree.ts";

/** A task on its way to help. */
export type StuckTask = Task & { escalation: Escalation };

/** Fixes that did not help before a person is asked. */
const fixesMax = 2;

/**
 * The reserve is in the tree before the call. What is held back elsewhere may come back, and is waited for; without the money nobody but a
 * person can help, as after two fixes that failed.
 */
export function callForHelp(draft: Draft, task: StuckTask): void {
  const { facts } = draft.root;
  const { step, fixes } = task.escalation;
  const helper = step === "router" ? "router" : "fixer";
  if (helper === "router" && fixes >= fixesMax)
    return toPerson(draft, task, { why: `${fixes} fixes did not mend it` });
  const model = facts.config.models[helper];
  const reservedUsd = reserveUsd(facts, helper, model);
  if (reservedUsd === undefined)
    return toPerson(draft, task, {
      why: `the ${helper} was not asked, since no price is known for its model ${model}: add it under \`prices\` in .github/fractal.yml`,
    });
  const isAlone = moneyOf(draft.tree).reservedUsd === 0;
  // Promises make it wait for its turn; when nothing is held back they help nobody.
  if (isAlone ? reservedUsd <= leftUsd(draft.tree) : canReserve(draft.tree, task.id, reservedUsd))
    return draft.put({ ...task, status: "escalated", escalation: { ...task.escalation, reservedUsd } });
  if (!isAlone) return;
  toPerson(draft, task, {
    why: `the ${helper} was not asked, since $${cents(Math.ceil, reservedUsd)} must be held back for it and $${cents(Math.floor, leftUsd(draft.tree))} is left`,
  });
}

function cents(round: (cents: number) => number, usd: number): string {
  return (Math.max(0, round(usd * 100)) / 100).toFixed(2);
}

type Sent = Readonly<{ why: string; question?: RouterChoice["question"] }>;

/** A person decides; what a model would ask them is asked, where there is such a thing. */
export function toPerson(draft: Draft, task: StuckTask, { why, question }: Sent): void {
  const { escalation } = task;
  const reason = `${lastWords(escalation)}; ${why}`;
  const options = question?.options.map((words) => ({ words, move: { do: "guide" as const, text: words } }));
  const isChoice = options !== undefined && options.length > 1;
  const at = question?.options.indexOf(question.recommendation ?? "") ?? -1;
  const recommended = at >= 0 ? "abcd"[at] : (question?.recommendation ?? undefined);
  const words = recommended === undefined ? [] : [`Recommended: ${question?.recommendation}`];
  askPerson(
    draft,
    { ...task, escalation: ended(escalation) },
    {
      kind: "stuck",
      reason,
      ...(question && { title: question.title, summary: [`${reason}.`, ...words].join("\n") }),
      ...(isChoice && {
        options: [...options, ...ownWays(task)],
        ...(recommended !== undefined && { recommended }),
      }),
    },
  );
}

function lastWords({ reason }: Escalation): string {
  return `every rung of the ladder was tried; the last: ${reason}`;
}

/** A person, or `bd`, moved it meanwhile. */
export function dropUnwantedHelp(draft: Draft): void {
  for (const task of draft.survey.tasks("stuck")) {
    if (task.status !== "blocked" && task.status !== "escalated") draft.put(dropHelp(task, draft.rules.now));
  }
}
