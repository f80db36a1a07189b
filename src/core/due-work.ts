import type { Effect } from "./effect.ts";
import { isBehind } from "./readiness.ts";
import type { Rules } from "./rules.ts";
import { surveyOf } from "./survey.ts";
import { isClosed } from "./task.ts";
import { childrenOf, isChecking, rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";
import { workOfJudgement, workOfTask } from "./work-of-task.ts";

/** The effects that move the tree on, as its state calls for them; what people are shown is `dueForPeople`. */
export function dueForWork(tree: Tree, rules: Rules): Effect[] {
  const { facts } = rootOf(tree);
  const effects = workOfRoot(tree, rules);
  if (!mayGoOn(facts)) return effects;
  for (const { task, work } of surveyOf(tree).signed("work"))
    effects.push(...(work ?? workOfTask(task, { facts, rules })));
  return effects;
}

/** Those of them that one task calls for; the root's are those of the whole tree as well. */
export function dueForWorkOf(tree: Tree, task: Task, rules: Rules): Effect[] {
  const { facts } = rootOf(tree);
  return [
    ...(task.id === tree.root ? workOfRoot(tree, rules) : []),
    ...(mayGoOn(facts) ? workOfTask(task, { facts, rules }) : []),
  ];
}

function mayGoOn({ allowed, stopped }: RootFacts): boolean {
  return allowed === true && stopped === undefined;
}

/** Those of them that hang on the root alone. */
export function workOfRoot(tree: Tree, rules: Rules): Effect[] {
  const root = rootOf(tree);
  const { facts } = root;
  const effects = dueForRequest(root, facts);
  if (facts.allowed !== true) return effects;
  // Also when all is over: who says something then is told so.
  effects.push(...dueForWishes(root, facts));
  if (isClosed(root.status)) return effects;
  effects.push(...dueForRefusals(root, facts));
  if (facts.stopped === undefined) effects.push(...dueForRoot(tree, root, { facts, rules }));
  return effects;
}

function dueForRequest({ id }: Task, { seen, allowed, requestedBy }: RootFacts): Effect[] {
  const effects: Effect[] = [];
  if (!seen) effects.push({ type: "AcknowledgeRequest", task: id, key: `${id}/seen` });
  if (allowed === undefined)
    effects.push({
      type: "CheckPermission",
      task: id,
      key: `${id}/permission/${requestedBy}`,
      login: requestedBy,
    });
  return effects;
}

/** One after the other, as they were said. Also while the tree is stopped: that may be taken back. */
function dueForWishes({ id }: Task, { wishes: [first] }: RootFacts): Effect[] {
  if (first === undefined) return [];
  const { n: wish, by: login } = first;
  return [{ type: "CheckPermission", task: id, key: `${id}/wish/${wish}/${login}`, login, wish }];
}

function dueForRefusals({ id }: Task, { refusals: [first] = [] }: RootFacts): Effect[] {
  return first === undefined
    ? []
    : [{ type: "RefuseWish", task: id, key: `${id}/refusal/${first.n}`, n: first.n }];
}

type RootAround = { facts: RootFacts; rules: Rules };

function dueForRoot(tree: Tree, root: Task, { facts, rules }: RootAround): Effect[] {
  const { id } = root;
  const effects: Effect[] = facts.reviews
    .filter(({ state }) => state === "asked")
    .map(({ id: review, by: login }) => ({
      type: "CheckPermission",
      task: id,
      key: `${id}/review/${review}`,
      login,
      review,
    }));
  if (facts.resume !== undefined)
    effects.push({
      type: "CheckPermission",
      task: id,
      key: `${id}/resume/${facts.resumeAt}`,
      login: facts.resume,
      resume: facts.resume,
    });
  const { preflight } = facts;
  if (preflight === undefined || preflight.stale)
    effects.push({ type: "RunPreflight", task: id, key: preflightKey(id) });
  else if (preflight.problems.length === 0 && facts.epicSha === undefined)
    effects.push({ type: "EnsureEpic", task: id, key: `${id}/epic`, sha: preflight.baseSha });
  return [...effects, ...dueForRootPullRequest(tree, root, { facts, rules })];
}

/** The key of the effect that reads the repository. */
export function preflightKey(root: string): string {
  return `${root}/preflight`;
}

function dueForRootPullRequest(tree: Tree, root: Task, around: RootAround): Effect[] {
  if (root.status !== "validating") return [];
  const parts = childrenOf(tree, root.id);
  const whole = parts.every(isBehind) && !isChecking(root);
  if (!whole) return [];
  const { facts } = around;
  const n = parts.length;
  const cause = `${root.id}/finish/${n}`;
  if (!facts.defaultMerged)
    return [{ type: "MergeDefault", task: root.id, key: `${cause}/merge-default`, n }];
  if (facts.judgement === undefined)
    return [{ type: "OpenRootPullRequest", task: root.id, key: `${cause}/pull-request` }];
  return workOfJudgement(root, facts.judgement, { about: "root", n: 1, ...around });
}
