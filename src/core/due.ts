import { type Attempt, attemptKey, type Judgement } from "./attempt.ts";
import type { About, Effect } from "./effect.ts";
import { dueForPeople } from "./due-people.ts";
import { askAgainAt } from "./judgement.ts";
import type { Rules } from "./rules.ts";
import { isClosed } from "./task.ts";
import { childrenOf, rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";

/**
 * What the tree's state calls for and no receipt shows. Pure: nothing that was decided can be forgotten, because
 * it is read off the tree again each time. Effects that failed a moment ago wait for their time.
 */
export function due(tree: Tree, rules: Rules): readonly Effect[] {
  if (tree.tasks.size === 0) return [];
  const effects = [...dueForRoot(tree, rules), ...dueForPeople(tree, rules)];
  for (const task of tree.tasks.values()) effects.push(...dueForTask(tree, task, rules));
  const waits = new Set(
    [...tree.tasks.values()].flatMap((task) =>
      task.trouble.filter(({ retryAt }) => (retryAt ?? Infinity) > rules.now).map(({ key }) => key),
    ),
  );
  return effects.filter(({ key }) => !waits.has(key));
}

function dueForRoot(tree: Tree, rules: Rules): Effect[] {
  const root = rootOf(tree);
  const { facts, id } = root;
  const effects: Effect[] = [];
  if (!facts.seen) effects.push({ type: "AcknowledgeRequest", task: id, key: `${id}/seen` });
  if (facts.allowed === undefined)
    effects.push({ type: "CheckPermission", task: id, key: `${id}/permission`, login: facts.requestedBy });
  if (facts.allowed !== true || facts.stopped !== undefined) return effects;
  for (const review of facts.reviews)
    if (review.state === "asked")
      effects.push({
        type: "CheckPermission",
        task: id,
        key: `${id}/review/${review.id}`,
        login: review.by,
        review: review.id,
      });
  if (facts.preflight === undefined) effects.push({ type: "RunPreflight", task: id, key: `${id}/preflight` });
  else if (facts.preflight.problems.length === 0 && facts.epicSha === undefined)
    effects.push({ type: "EnsureEpic", task: id, key: `${id}/epic`, sha: facts.preflight.baseSha });
  effects.push(...dueForRootPullRequest(tree, root, facts, rules));
  return effects;
}

function dueForRootPullRequest(tree: Tree, root: Task, facts: RootFacts, rules: Rules): Effect[] {
  const whole = childrenOf(tree, root.id).every(({ status }) => status === "done");
  if (root.status !== "validating" || root.check !== undefined || !whole) return [];
  const cause = `${root.id}/finish/${childrenOf(tree, root.id).length}`;
  if (!facts.defaultMerged) return [{ type: "MergeDefault", task: root.id, key: `${cause}/merge-default` }];
  if (facts.pullRequest === undefined)
    return [{ type: "OpenRootPullRequest", task: root.id, key: `${root.id}/pull-request` }];
  const command = root.verify ?? facts.config.verify ?? null;
  return dueForJudgement(root, facts.judgement, { about: "root", n: 1, command, rules, facts });
}

function dueForTask(tree: Tree, task: Task, rules: Rules): Effect[] {
  const { facts } = rootOf(tree);
  if (facts.stopped !== undefined) return [];
  const attempt = task.attempts.at(-1);
  if (attempt !== undefined && attempt.outcome === undefined)
    return dueForAttempt(task, attempt, { facts, rules });
  if (task.status === "planning" && task.planning)
    return [
      {
        type: "AskPlanner",
        task: task.id,
        key: `${task.id}/plan/${task.planning.ask}`,
        ask: task.planning.ask,
      },
    ];
  if (task.status === "validating" && task.check) {
    const { judgement, n } = task.check;
    if (judgement.sha === "") return [{ type: "ReadEpic", task: task.id, key: `${task.id}/check/${n}/epic` }];
    return dueForJudgement(task, judgement, { about: "check", n, command: task.verify, rules, facts });
  }
  return [];
}

function dueForAttempt(
  task: Task,
  attempt: Attempt,
  { facts, rules }: { facts: RootFacts; rules: Rules },
): Effect[] {
  const key = attemptKey(task.id, attempt.n);
  const base = { task: task.id, attempt: attempt.n };
  const { runId } = attempt;
  if (attempt.usage === undefined) {
    if (runId === undefined)
      return isClosed(task.status) ? [] : [{ type: "Dispatch", ...base, key: `${key}/dispatch` }];
    if (attempt.runConclusion !== undefined)
      return [{ type: "CollectReport", ...base, key: `${key}/report`, runId }];
    return isClosed(task.status) ? [{ type: "CancelRun", task: task.id, key: `${key}/cancel`, runId }] : [];
  }
  if (task.status !== "validating" || runId === undefined) return [];
  if (attempt.headSha === undefined) return [{ type: "PublishPatch", ...base, key: `${key}/publish`, runId }];
  if (attempt.pullRequest === undefined)
    return [{ type: "OpenPullRequest", ...base, key: `${key}/pull-request` }];
  const { judgement } = attempt;
  if (judgement?.next !== "settled" || judgement.state !== "passed") {
    const command = facts.config.verify ?? null;
    return dueForJudgement(task, judgement, { about: "attempt", n: attempt.n, command, rules, facts });
  }
  if (attempt.mergedSha !== undefined || facts.config.review.leaf === "human") return [];
  const { pullRequest, headSha: sha } = attempt;
  return [{ type: "MergePullRequest", ...base, key: `${key}/merge`, pullRequest, sha }];
}

function dueForJudgement(
  task: Task,
  judgement: Judgement | undefined,
  at: { about: About; n: number; command: string | null; rules: Rules; facts: RootFacts },
): Effect[] {
  if (judgement === undefined) return [];
  const { about, n, command, rules, facts } = at;
  const { sha, verifyRunId: runId } = judgement;
  const key = `${task.id}/${about}/${n}/${sha.slice(0, 12)}`;
  const late = (askAgainAt(judgement, facts.config.limits) ?? Infinity) <= rules.now;
  if (judgement.next === "ask" || late)
    return [
      {
        type: "ReadChecks",
        task: task.id,
        key: `${key}/checks`,
        about,
        n,
        sha,
        ...(runId !== undefined && { runId }),
      },
    ];
  if (judgement.next === "verify" && command !== null)
    return [{ type: "DispatchVerify", task: task.id, key: `${key}/verify`, about, n, sha, command }];
  return [];
}
