import { askPerson } from "./ask.ts";
import { ceilingUsd, leftUsd, moneyOf } from "./budget.ts";
import type { Draft } from "./draft.ts";
import { forecastOf } from "./forecast.ts";
import { microUsd } from "./money-of-task.ts";
import { isOutOfMoney, lacksMoney, unpricedModel } from "./needs-you.ts";
import { shortageOf } from "./shortage.ts";
import type { Task } from "./tree.ts";

/** Asks for money when nothing goes on without it; takes the question back when it does. */
export function askForMoney(draft: Draft): void {
  const { root } = draft;
  const { question } = root;
  const isOpen = question !== undefined && question.answer === undefined;
  const isAsked = isOpen && question.kind === "budget";
  if (isAsked && !lacksMoney(draft.tree))
    return draft.put({
      ...root,
      question: {
        ...question,
        answer: { by: "", words: "the budget covers the next step again", at: draft.rules.now },
      },
    });
  const isOut = isOutOfMoney(draft.tree) && unpricedModel(draft.tree) === undefined;
  if (isOut && !isOpen) ask(draft, root);
}

/** What a move may give at most, halved. */
const mostUsd = 5_000;

function ask(draft: Draft, root: Task): void {
  const { spentUsd, reservedUsd } = moneyOf(draft.tree);
  const { restUsd } = forecastOf(draft.tree);
  const { why, sentence, lackUsd } = shortageOf(draft.tree);
  // All that waits may begin then, also what comes when the rest is paid.
  const more = Math.min(mostUsd, Math.max(1, Math.ceil(microUsd(restUsd + lackUsd))));
  const ceiling = ceilingUsd(draft.tree);
  const held = reservedUsd > 0 ? `, $${reservedUsd.toFixed(2)} are held back` : "";
  askPerson(draft, root, {
    kind: "budget",
    reason: why,
    title: `Raise the budget of $${ceiling.toFixed(2)}?`,
    summary: `$${spentUsd.toFixed(2)} are spent${held}, $${Math.max(0, leftUsd(draft.tree)).toFixed(2)} are left, and the rest may cost about $${restUsd.toFixed(2)}. ${sentence} Nothing new begins until then. Recommended: $${more} more.`,
    options: [
      { words: `$${more} more, which should do for the rest`, move: { do: "budget", usd: more } },
      { words: `$${more * 2} more, with room for what goes wrong`, move: { do: "budget", usd: more * 2 } },
      { words: "Stop here: drop what is not done", move: { do: "cancel" } },
    ],
    recommended: "a",
    print: `budget-${root.id}-${Math.round(ceiling * 100)}`,
  });
}
