import { askPerson } from "./ask.ts";
import { moneyOf } from "./budget.ts";
import type { Draft } from "./draft.ts";
import { dearestStepUsd, forecastOf } from "./forecast.ts";
import { addUsd } from "./usage.ts";
import type { RootFacts } from "./tree.ts";

/** An approved plan may cost this much more than was expected before it is asked about again. */
const margin = 1.5;

/** Is a plan shown, and nobody has said yes yet? Then nothing that costs money begins. */
export function awaitsApproval({ approval }: RootFacts): boolean {
  return approval?.askedUsd !== undefined;
}

/**
 * A part was divided: a plan that is dearer than what may begin by itself, or than what was approved, is shown first. One that grew while it
 * waits is shown anew, so that nobody says yes to another sum than they saw. Where a yes would give no more than was approved, since the budget
 * ends there, nobody is asked: money is asked for when there is none left.
 */
export function considerApproval(draft: Draft): void {
  const { config, approval } = draft.root.facts;
  const { totalUsd } = forecastOf(draft.tree);
  const askedUsd = planCeilingUsd(draft, totalUsd);
  if (approval?.askedUsd !== undefined) {
    if (askedUsd > approval.askedUsd) show(draft, askedUsd);
    return;
  }
  const free = config.plan === "auto" ? Infinity : config.limits.planAutoUsdMax;
  const { usd } = approval ?? {};
  const isToShow =
    usd === undefined ? config.plan === "approve" || totalUsd > free : Math.min(totalUsd, askedUsd) > usd;
  if (isToShow) show(draft, askedUsd);
}

function show(draft: Draft, askedUsd: number): void {
  const { approval } = draft.root.facts;
  draft.putFacts({ approval: { ...approval, askedUsd } });
  const { totalUsd, restUsd, spentUsd } = forecastOf(draft.tree);
  const before = approval?.usd;
  const again = before === undefined ? "" : ` It is more than the $${before.toFixed(2)} that were approved.`;
  const ceiling = `$${askedUsd.toFixed(2)}`;
  askPerson(draft, draft.root, {
    kind: "plan",
    reason: "the plan waits to be approved",
    title: `Begin, for about $${restUsd.toFixed(2)} more?`,
    summary: `${draft.tree.tasks.size - 1} tasks are planned so far; $${spentUsd.toFixed(2)} are spent, and the whole may come to $${totalUsd.toFixed(2)}.${again} Recommended: begin, with ${ceiling} as the ceiling.`,
    options: [
      { words: `Begin, and spend no more than ${ceiling} in all`, move: { do: "approve" } },
      { words: "Drop it: nothing is built", move: { do: "cancel" } },
    ],
    recommended: "a",
  });
}

/** Its question may have given way to another: as long as nobody said yes, somebody is asked. */
export function remindOfPlan(draft: Draft): void {
  const { question, facts } = draft.root;
  const isOpen = question !== undefined && question.answer === undefined;
  if (facts.approval?.askedUsd !== undefined && !isOpen) show(draft, facts.approval.askedUsd);
}

/**
 * A person with write access said yes, to the sum that they were shown.
 * @returns why not, in words for people
 */
export function approvePlan(draft: Draft, by: string): string | undefined {
  const usd = draft.root.facts.approval?.askedUsd;
  if (usd === undefined) return "no plan waits to be approved";
  draft.putFacts({ approval: { usd, by } });
  return undefined;
}

/**
 * A person gave this many US dollars more. Where they cover a plan that waits since it passes what was approved, that was the yes; else the plan
 * is shown anew, with them in its ceiling.
 */
export function raiseApproval(draft: Draft, { usd: more, by }: { usd: number; by: string }): void {
  const { approval } = draft.root.facts;
  if (approval === undefined) return;
  const { askedUsd } = approval;
  const usd = approval.usd === undefined ? undefined : addUsd(approval.usd, more);
  const raised = { ...approval, ...(usd !== undefined && { usd }) };
  if (askedUsd === undefined) return draft.putFacts({ approval: raised });
  if (usd !== undefined && forecastOf(draft.tree).totalUsd <= usd)
    return draft.putFacts({ approval: { usd, by } });
  draft.putFacts({ approval: raised });
  show(draft, addUsd(askedUsd, more));
}

/** Whole cents, and room for one attempt on the dearest rung with the help that may follow: less would only ask for money at once. */
function planCeilingUsd(draft: Draft, totalUsd: number): number {
  const { spentUsd, reservedUsd } = moneyOf(draft.tree);
  const least = addUsd(spentUsd, reservedUsd, dearestStepUsd(draft.tree));
  const whole = Math.ceil(Math.max(totalUsd * margin, least) * 100 - 1e-6) / 100;
  const { budgetUsd, config } = draft.root.facts;
  return Math.min(budgetUsd ?? config.budget.usd, whole);
}
