import { type Attempt, attemptKey, isOpen, type Judgement } from "./attempt.ts";
import type { About, Effect } from "./effect.ts";
import { helpKey, seeksHelp } from "./escalation.ts";
import { planKey } from "./planning.ts";
import { askAgainAt } from "./judgement.ts";
import { isWanted } from "./readiness.ts";
import type { Limits, Rules } from "./rules.ts";
import { isChecking, type RootFacts, type Task } from "./tree.ts";
import { countsOfOverruled, countsOfPolicies, retiredPolicies, workOfPolicy } from "./work-of-policy.ts";
import { verifyCommand } from "./verify-command.ts";

/** All that a task's own work may hang on beside its row: what else is in the facts must not be read here. */
export type Around = { facts: Pick<RootFacts, "config">; rules: Rules };

/** The effects that move one task on. With more time gone by they may become more, never fewer. */
export function workOfTask(task: Task, around: Around): Effect[] {
  const effects = task.attempts.filter(isOpen).flatMap((attempt) => workOfAttempt(task, attempt, around));
  if (task.status === "planning" && task.planning) {
    const { ask } = task.planning;
    effects.push({ type: "AskPlanner", task: task.id, key: planKey(task.id, task.planning), ask });
  }
  if (task.status === "escalated" && seeksHelp(task)) {
    const { n, ask, step } = task.escalation;
    const type = step === "router" ? "AskRouter" : "AskFixer";
    effects.push({ type, task: task.id, key: helpKey(task.id, task.escalation), n, ask });
  }
  if (task.check && isChecking(task)) {
    const { judgement, n } = task.check;
    // Where the epic is not there to be read, there is no commit whose checks could be.
    if (judgement.sha === "")
      effects.push({ type: "ReadEpic", task: task.id, key: `${task.id}/check/${n}/epic`, n });
    else effects.push(...workOfJudgement(task, judgement, { about: "check", n, ...around }));
  }
  return [
    ...effects,
    ...workOfPolicy(task),
    ...countsOfPolicies(task),
    ...countsOfOverruled(task),
    ...retiredPolicies(task),
  ];
}

function workOfAttempt(task: Task, attempt: Attempt, around: Around): Effect[] {
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
    return workOfJudgement(task, judgement, { about: "attempt", n: attempt.n, ...around });
  if (around.facts.config.review.leaf === "human") return [];
  const { pullRequest, headSha: sha } = attempt;
  return [{ type: "MergePullRequest", ...base, key: `${key}/merge`, pullRequest, sha }];
}

/** When a run that has not ended counts as lost: the attempt may have waited long for it. */
export function lostAt({ startedAt, dispatchedAt = startedAt }: Attempt, { runMinutesMax }: Limits): number {
  return dispatchedAt + runMinutesMax * 60_000;
}

/** What a commit that is judged calls for. */
export function workOfJudgement(
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
