import { type Attempt, attemptKey, isOpen, type Judgement } from "./attempt.ts";
import type { About, Effect } from "./effect.ts";
import { askKey } from "./lost-call.ts";
import { askAgainAt } from "./judgement.ts";
import { isWanted } from "./readiness.ts";
import type { Limits, Rules } from "./rules.ts";
import { isClosed } from "./task.ts";
import { childrenOf, isChecking, rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";
import { verifyCommand } from "./verify-command.ts";

/** The effects that move the tree on, as its state calls for them; what people are shown is `dueForPeople`. */
export function dueForWork(tree: Tree, rules: Rules): Effect[] {
  const root = rootOf(tree);
  const { facts } = root;
  const effects = dueForRequest(root, facts);
  if (facts.allowed !== true || facts.stopped !== undefined) return effects;
  if (!isClosed(root.status)) effects.push(...dueForRoot(tree, root, { facts, rules }));
  for (const task of tree.tasks.values()) effects.push(...dueForTask(task, { facts, rules }));
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

type Around = { facts: RootFacts; rules: Rules };

function dueForRoot(tree: Tree, root: Task, { facts, rules }: Around): Effect[] {
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
    effects.push({ type: "RunPreflight", task: id, key: `${id}/preflight` });
  else if (preflight.problems.length === 0 && facts.epicSha === undefined)
    effects.push({ type: "EnsureEpic", task: id, key: `${id}/epic`, sha: preflight.baseSha });
  return [...effects, ...dueForRootPullRequest(tree, root, { facts, rules })];
}

function dueForRootPullRequest(tree: Tree, root: Task, around: Around): Effect[] {
  const parts = childrenOf(tree, root.id);
  const whole = parts.every(({ status }) => status === "done") && !isChecking(root);
  if (root.status !== "validating" || !whole) return [];
  const { facts } = around;
  const n = parts.length;
  const cause = `${root.id}/finish/${n}`;
  if (!facts.defaultMerged)
    return [{ type: "MergeDefault", task: root.id, key: `${cause}/merge-default`, n }];
  if (facts.judgement === undefined)
    return [{ type: "OpenRootPullRequest", task: root.id, key: `${cause}/pull-request` }];
  return dueForJudgement(root, facts.judgement, { about: "root", n: 1, ...around });
}

function dueForTask(task: Task, around: Around): Effect[] {
  const effects = task.attempts.filter(isOpen).flatMap((attempt) => dueForAttempt(task, attempt, around));
  if (task.status === "planning" && task.planning) {
    const { ask } = task.planning;
    effects.push({ type: "AskPlanner", task: task.id, key: askKey(task.id, task.planning), ask });
  }
  if (task.check && isChecking(task)) {
    const { judgement, n } = task.check;
    if (judgement.sha === "")
      effects.push({ type: "ReadEpic", task: task.id, key: `${task.id}/check/${n}/epic`, n });
    effects.push(...dueForJudgement(task, judgement, { about: "check", n, ...around }));
  }
  return effects;
}

function dueForAttempt(task: Task, attempt: Attempt, around: Around): Effect[] {
  const key = attemptKey(task.id, attempt.n);
  const base = { task: task.id, attempt: attempt.n };
  const { runId, judgement } = attempt;
  // When the task was closed meanwhile the run may be there already, and only its key tells: it is looked up, not started.
  if (runId === undefined)
    return [{ type: "Dispatch", ...base, key: `${key}/dispatch`, isWanted: isWanted(task, attempt) }];
  if (attempt.usage === undefined) {
    if (attempt.runConclusion !== undefined)
      return [{ type: "CollectReport", ...base, key: `${key}/report`, runId }];
    const late = around.rules.now >= lostAt(attempt, around.facts.config.limits);
    const cancel = late || !isWanted(task, attempt);
    return cancel ? [{ type: "CancelRun", task: task.id, key: `${key}/cancel`, runId }] : [];
  }
  if (attempt.headSha === undefined) return [{ type: "PublishPatch", ...base, key: `${key}/publish`, runId }];
  if (judgement === undefined || attempt.pullRequest === undefined)
    return [{ type: "OpenPullRequest", ...base, key: `${key}/pull-request` }];
  if (judgement.next !== "settled")
    return dueForJudgement(task, judgement, { about: "attempt", n: attempt.n, ...around });
  if (around.facts.config.review.leaf === "human") return [];
  const { pullRequest, headSha: sha } = attempt;
  return [{ type: "MergePullRequest", ...base, key: `${key}/merge`, pullRequest, sha }];
}

/** When a run that has not ended counts as lost. */
export function lostAt({ startedAt }: Attempt, { runMinutesMax }: Limits): number {
  return startedAt + runMinutesMax * 60_000;
}

function dueForJudgement(
  task: Task,
  judgement: Judgement,
  { about, n, facts, rules }: Around & { about: About; n: number },
): Effect[] {
  const { sha, next, verifyRunId: runId } = judgement;
  const key = `${task.id}/${about}/${n}/${sha.slice(0, 12)}`;
  const command = verifyCommand(facts, task, about);
  const again = askAgainAt(judgement, facts.config.limits);
  const late = again !== undefined && again <= rules.now;
  const base = { task: task.id, about, n, sha };
  if (next === "verify" && command !== null)
    return [{ type: "DispatchVerify", ...base, key: `${key}/verify`, command }];
  if (next === "ask" || next === "verify" || late)
    return [{ type: "ReadChecks", ...base, key: `${key}/checks`, ...(runId !== undefined && { runId }) }];
  return [];
}
