import { leftUsd } from "./budget.ts";
import type { Draft } from "./draft.ts";
import { firstStep, isReleased } from "./readiness.ts";
import { nextRung } from "./retry.ts";
import { rollUp } from "./rollup.ts";
import { byLongestPath } from "./schedule.ts";
import { isOpen } from "./attempt.ts";
import type { Task } from "./tree.ts";
import { reserveOfCall } from "./usage.ts";

/** Moves the tree as far as it goes by itself: roll-ups, releases, planner calls and attempts that may be paid for. */
export function advance(draft: Draft): void {
  const { facts } = draft.root;
  if (facts.stopped !== undefined || facts.epicSha === undefined) return;
  rollUp(draft);
  for (const task of draft.all()) if (isReleased(draft.tree, task)) release(draft, task);
  if (draft.root.status === "queued") plan(draft, draft.root);
  for (const task of draft.all())
    if (task.status === "blocked" && task.planning !== undefined) plan(draft, task);
  startLeaves(draft);
}

function release(draft: Draft, task: Task): void {
  const step = firstStep(draft.tree, task, draft.root.facts.config.limits.depthMax);
  if (step === "execute") draft.put({ ...task, status: "ready" });
  else if (step === "plan") plan(draft, task);
  else
    draft.put({
      ...task,
      status: "needs_human",
      reason: `${task.size} of ${task.risk} risk at the deepest level: it can be neither executed nor split; divide it by hand, or close the issue`,
    });
}

/** The reserve is in the tree before the call; without the money for it the task waits where it is. */
function plan(draft: Draft, task: Task): void {
  const { config, prices } = draft.root.facts;
  const price = prices[config.models.planner];
  if (price === undefined) return;
  const { plannerInputTokensMax, plannerOutputTokensMax } = config.limits;
  const reservedUsd = reserveOfCall(price, plannerInputTokensMax, plannerOutputTokensMax);
  if (reservedUsd > leftUsd(draft.tree)) return;
  const planning = task.planning ?? { ask: 1, refusals: [], reservedUsd: 0, mustSplit: false };
  draft.put({ ...task, status: "planning", planning: { ...planning, reservedUsd } });
}

function startLeaves(draft: Draft): void {
  const { limits } = draft.root.facts.config;
  const waits = (task: Task) =>
    task.trouble.some(
      ({ key, retryAt }) => key === `${task.id}/start` && (retryAt ?? Infinity) > draft.rules.now,
    );
  const ready = draft.all().filter((task) => task.status === "ready" && !waits(task));
  let running = draft.all().filter((task) => task.attempts.some((attempt) => isOpen(attempt))).length;
  for (const task of byLongestPath(draft.tree, ready)) {
    if (running >= limits.parallelLeavesMax) return;
    if (start(draft, task)) running += 1;
  }
}

/** Starts the next attempt if its worst case fits into what is left of the root's budget. */
function start(draft: Draft, task: Task): boolean {
  const reserve = attemptReserve(draft, task);
  if (reserve === undefined || reserve.usd > leftUsd(draft.tree)) return false;
  const attempt = {
    n: task.attempts.length + 1,
    rung: reserve.rung,
    model: reserve.model,
    startedAt: draft.rules.now,
    reservedUsd: reserve.usd,
  };
  draft.put({ ...task, status: "running", attempts: [...task.attempts, attempt] });
  return true;
}

function attemptReserve(draft: Draft, task: Task): { rung: number; model: string; usd: number } | undefined {
  const { config, prices } = draft.root.facts;
  const rung = Math.min(nextRung(task, config.models.worker), config.models.worker.length - 1);
  const model = config.models.worker[rung] ?? "";
  const price = prices[model];
  if (price === undefined) return undefined;
  const { attemptInputTokensMax: input, attemptOutputTokensMax: output } = config.limits;
  return { rung, model, usd: reserveOfCall(price, input, output) };
}
