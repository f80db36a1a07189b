import { askPerson } from "./ask.ts";
import { ceilingUsd } from "./budget.ts";
import type { Draft } from "./draft.ts";
import { forecastOf } from "./forecast.ts";
import type { RootFacts } from "./tree.ts";

/** An approved plan may cost this much more than was expected before it is asked about again. */
const margin = 1.5;

/** Is a plan shown, and nobody has said yes yet? Then nothing that costs money begins. */
export function awaitsApproval({ approval }: RootFacts): boolean {
  return approval !== undefined && approval.usd === undefined;
}

/** A part was divided: a plan that is dearer than what may begin by itself, or than what was approved, is shown first. */
export function considerApproval(draft: Draft): void {
  const { config, approval } = draft.root.facts;
  const { totalUsd, restUsd, spentUsd } = forecastOf(draft.tree);
  const free = { approve: 0, auto: Infinity, undecided: config.limits.planAutoUsdMax };
  const most = approval?.usd ?? free[config.plan ?? "undecided"];
  if (totalUsd <= most || awaitsApproval(draft.root.facts)) return;
  draft.putFacts({ approval: {} });
  const ceiling = planCeilingUsd(draft);
  const again = approval === undefined ? "" : ` It is more than the $${most.toFixed(2)} that were approved.`;
  askPerson(draft, draft.root, {
    kind: "plan",
    reason: "the plan waits to be approved",
    title: `Begin, for about $${restUsd.toFixed(2)} more?`,
    summary: `${draft.tree.tasks.size - 1} tasks are planned so far; $${spentUsd.toFixed(2)} are spent, and the whole may come to $${totalUsd.toFixed(2)}.${again} Recommended: begin, with $${ceiling.toFixed(2)} as the ceiling.`,
    options: [
      { words: `Begin, and spend no more than $${ceiling.toFixed(2)} in all`, move: { do: "approve" } },
      { words: "Drop it: nothing is built", move: { do: "cancel" } },
    ],
    recommended: "a",
  });
}

/** A person with write access said yes. */
export function approvePlan(draft: Draft, by: string): void {
  if (awaitsApproval(draft.root.facts)) draft.putFacts({ approval: { usd: planCeilingUsd(draft), by } });
}

/** Whole cents, so that what was shown is what holds. */
function planCeilingUsd(draft: Draft): number {
  const { totalUsd } = forecastOf(draft.tree);
  return Math.min(ceilingUsd(draft.tree), Math.ceil(totalUsd * margin * 100) / 100);
}
