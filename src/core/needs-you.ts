import { awaitsApproval } from "./approval.ts";
import { ceilingUsd, leftUsd, moneyOf } from "./budget.ts";
import { workOfRoot } from "./due-work.ts";
import type { Effect } from "./effect.ts";
import { workerModels } from "./ladder.ts";
import { looksAgain, type Need, needsOfTask, onceMore, passesByItself } from "./needs-of-task.ts";
import { shortageOf } from "./shortage.ts";
import { isParked } from "./parked.ts";
import { surveyOf } from "./survey.ts";
import { rootOf, type Tree } from "./tree.ts";

/** Everything the tree waits for a person on, most fundamental first; empty while it can go on by itself. */
export function needsYou(tree: Tree): readonly Need[] {
  if (rootOf(tree).status === "done") return [];
  const ofTasks = surveyOf(tree)
    .tasks("needy")
    .flatMap((task) => needsOfTask(tree, task))
    .filter(({ what, remedy }, at, all) => remedy !== passesByItself || firstOf(what, all) === at);
  return [...needsOfRoot(tree), ...ofTasks, ...needsOfMoney(tree)];
}

function firstOf(what: string, needs: readonly Need[]): number {
  return needs.findIndex((need) => need.what === what);
}

/** What stands in the way of the whole tree. */
function needsOfRoot(tree: Tree): Need[] {
  const { facts } = rootOf(tree);
  const needs: Need[] = [];
  if (facts.allowed === false)
    needs.push({
      task: tree.root,
      what: `@${facts.requestedBy} may not start work here: write access is needed`,
      remedy: "somebody with write access removes the label and adds it again",
    });
  // A question stands in its place where the pull request was closed.
  if (facts.stopped !== undefined && facts.closed.includes("issue"))
    needs.push({ task: tree.root, what: facts.stopped, remedy: "reopen it to go on" });
  for (const problem of facts.preflight?.problems ?? [])
    needs.push({ task: tree.root, what: problem.what, remedy: problem.remedy });
  return needs;
}

function needsOfMoney(tree: Tree): Need[] {
  return isOutOfMoney(tree) ? [moneyNeed(tree)] : [];
}

/** All that, as one comparable string. */
export function needsDigest(tree: Tree): string {
  if (rootOf(tree).status === "done") return "";
  const needs = [...needsOfRoot(tree), ...needsOfMoney(tree)].map(({ what }) => what);
  const survey = surveyOf(tree);
  const outages = survey
    .tasks("troubled")
    .flatMap(({ trouble }) => trouble.flatMap((each) => each.outage ?? []));
  return [...needs, ...new Set(outages), survey.needs].join("\n");
}

/** Nothing moves that could give money back, and what could start does not fit into what is left. */
export function isOutOfMoney(tree: Tree): boolean {
  const { facts, status } = rootOf(tree);
  if (status === "done" || facts.epicSha === undefined || facts.stopped !== undefined) return false;
  // A plan that nobody approved yet is what holds everything back.
  if (awaitsApproval(facts)) return false;
  return lacksMoney(tree) && !isMoving(tree);
}

/** Something could start, and did not: of what was looked at just now, nothing but money holds it back. */
export function lacksMoney(tree: Tree): boolean {
  const { facts, status, paused } = rootOf(tree);
  const survey = surveyOf(tree);
  const isFree = survey.count("open") < facts.config.limits.parallelLeavesMax;
  return (
    (status === "queued" && paused === undefined) ||
    survey.count("replan") > 0 ||
    survey.count("released") > 0 ||
    (isFree && survey.count("idle") > 0)
  );
}

function moneyNeed(tree: Tree): Need {
  const unpriced = unpricedModel(tree);
  if (unpriced !== undefined)
    return {
      task: tree.root,
      what: `no price is known for the model ${unpriced}, so nothing can be reserved for it`,
      remedy: `add it under \`prices\` in .github/fractal.yml, then ${onceMore}`,
    };
  return {
    task: tree.root,
    what: `${shortageOf(tree).why}: $${moneyOf(tree).spentUsd.toFixed(2)} of $${ceilingUsd(tree).toFixed(2)} spent, $${leftUsd(tree).toFixed(2)} left`,
    ...moneyRemedy(tree),
  };
}

function moneyRemedy(tree: Tree): Pick<Need, "remedy" | "comment"> {
  const { question, issue } = rootOf(tree);
  if (question?.kind !== "budget" || question.answer !== undefined)
    // Once anybody named a sum for this tree, what the configuration says holds for others only.
    return { remedy: `write \`/fractal budget +5\` on #${issue?.number}` };
  const { comment } = question;
  return {
    remedy: `tick a box on #${issue?.number}, or write \`/fractal budget +5\` there`,
    ...(comment && { comment: comment.id }),
  };
}

/** A model of the tree whose calls cannot be paid for, since nobody knows what they cost. */
export function unpricedModel(tree: Tree): string | undefined {
  const { facts } = rootOf(tree);
  const models = [facts.config.models.planner, ...workerModels(facts)];
  return models.find((model) => facts.prices[model] === undefined);
}

/** What the whole tree has come to. `working` while anything can still move by itself. */
export function stateOf(tree: Tree): "working" | "ready" | "merged" | "waiting" | "failed" {
  const { status, facts } = rootOf(tree);
  if (status === "done") return "merged";
  if (status === "failed" || status === "cancelled") return "failed";
  if (isParked(tree)) return "waiting";
  if (isMoving(tree)) return "working";
  return facts.readyForReview && facts.stopped === undefined ? "ready" : "waiting";
}

/** An effect that moves the tree is due or will be, GitHub is still at work on something, or a back-off runs out. */
function isMoving(tree: Tree): boolean {
  const root = rootOf(tree);
  const { facts, trouble } = root;
  const isStuck = (key: string) => trouble.some((each) => each.key === key && each.retryAt === undefined);
  const moves = (effect: Effect) => !isStuck(effect.key) && !looksAgain(root, effect);
  if (workOfRoot(tree, { now: Infinity }).some(moves)) return true;
  if (facts.stopped !== undefined) return false;
  const survey = surveyOf(tree);
  return survey.count("awaiting") > 0 || (facts.allowed === true && survey.count("moving") > 0);
}
