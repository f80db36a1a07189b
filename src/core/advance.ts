import { type Attempt, isOpen, startKey } from "./attempt.ts";
import { awaitsApproval, remindOfPlan } from "./approval.ts";
import { askForMoney } from "./ask-money.ts";
import { type Asked, askPerson } from "./ask.ts";
import { leftUsd } from "./budget.ts";
import { type Caller, modelOf } from "./caller.ts";
import { openAbove } from "./close.ts";
import type { Draft } from "./draft.ts";
import { callForHelp, dropUnwantedHelp } from "./escalate.ts";
import { seeksHelp } from "./escalation.ts";
import { dropPlan, leftItsPlan, reservedAnew } from "./lost-call.ts";
import { turnQuestions } from "./question-turn.ts";
import { workerModels } from "./ladder.ts";
import { overruledFor } from "./overruled.ts";
import { askForRule } from "./on-policy.ts";
import { policiesFor } from "./policy.ts";
import { firstStep, isPaused, isWanted } from "./readiness.ts";
import { reserveUsd } from "./reserves.ts";
import { rollUp } from "./rollup.ts";
import { attemptStep, lookedAtMax, mayBegin, planStep } from "./step.ts";
import { isClosed } from "./task.ts";
import type { Task } from "./tree.ts";
import type { Trouble } from "./trouble.ts";
import type { Planning } from "./planning.ts";

/** Moves the tree as far as it goes by itself: roll-ups, releases, planner calls and attempts that may be paid for. */
export function advance(draft: Draft): void {
  dropUnwanted(draft);
  for (const task of draft.survey.tasks("leftPlan").filter(leftItsPlan))
    draft.put(dropPlan(task, draft.rules.now));
  dropUnwantedHelp(draft);
  const { facts, status } = draft.root;
  const isOpenTree = facts.allowed === true && facts.epicSha !== undefined && !isClosed(status);
  const goesOn = isOpenTree && facts.stopped === undefined;
  if (goesOn) goOn(draft);
  // What a rule answers goes on at once, with nobody asked.
  while (turnQuestions(draft)) if (goesOn) goOn(draft);
}

function goOn(draft: Draft): void {
  // Somebody took up, or set aside, with `bd` what was done.
  for (const task of draft.survey.tasks("adrift")) openAbove(draft, task);
  rollUp(draft);
  holdAnew(draft);
  if (awaitsApproval(draft.root.facts)) return remindOfPlan(draft);
  for (const task of draft.survey.tasks("released")) release(draft, task);
  const { root } = draft;
  if (root.status === "queued" && !isPaused(draft.tree, root)) plan(draft, root);
  for (const task of draft.survey.tasks("replan")) plan(draft, task);
  for (const task of draft.survey.tasks("stuck"))
    if (seeksHelp(task) && task.status === "blocked" && !isPaused(draft.tree, task)) callForHelp(draft, task);
  startLeaves(draft);
  for (const task of draft.survey.tasks("telling")) askForRule(draft, task);
  askForMoney(draft);
}

/** The configuration may be another one than when the money for a call was held back. */
function holdAnew(draft: Draft): void {
  const { facts } = draft.root;
  const costs = (by: Exclude<Caller, "worker">) => reserveUsd(facts, by, modelOf(facts.config, by));
  for (const task of draft.survey.tasks("troubled")) draft.put(reservedAnew(task, draft.rules.now, costs));
}

/** An attempt of a task that was closed or taken back ends as soon as its money is settled, and costs no rung. */
function dropUnwanted(draft: Draft): void {
  const outcome = { class: "infra" as const, reason: "the task was closed or taken back meanwhile" };
  for (const task of draft.survey.tasks("open")) {
    const isOver = (attempt: Attempt) =>
      isOpen(attempt) && attempt.usage !== undefined && !isWanted(task, attempt);
    if (!task.attempts.some(isOver)) continue;
    const attempts = task.attempts.map((attempt) => (isOver(attempt) ? { ...attempt, outcome } : attempt));
    draft.put({ ...task, attempts });
  }
}

function release(draft: Draft, task: Task): void {
  const step = firstStep(draft.tree, task, draft.root.facts.config.limits.depthMax);
  if (step === "execute") draft.put({ ...task, status: "ready" });
  else if (step === "plan") plan(draft, task);
  else askPerson(draft, task, riskWords(task));
}

/** What is too risky, or too large, for the rules is done only when a person wants it all the same. */
function riskWords({ title, size, risk }: Task): Asked {
  const reason = `size ${size} at ${risk} risk can be neither executed nor split here`;
  return {
    kind: "other",
    reason,
    title: `“${title}” is of size ${size} and ${risk} risk: shall it be tried as it is?`,
    summary: `It can be neither executed nor split by the rules here.\nRecommended: do it by hand, or reply with how it can be done safely.`,
    options: [
      { words: "Try it as it is, as one piece", move: { do: "retry" } },
      { words: "I do it by hand, and close its issue as completed then", move: { do: "hand" } },
      { words: "Leave it out: the rest goes on without it", move: { do: "skip" } },
    ],
    recommended: "b",
  };
}

/** The reserve is in the tree before the call; without the money for it the task waits where it is. */
function plan(draft: Draft, task: Task): void {
  const step = planStep(draft.tree, task);
  if (!mayBegin(draft.tree, step)) return;
  const first: Planning = { ask: 1, refusals: [], reservedUsd: 0, mustSplit: false };
  draft.put({
    ...task,
    status: "planning",
    planning: { ...(task.planning ?? first), reservedUsd: step.usd },
  });
}

/** What waits no longer lacks nothing but money, also where that keeps it from starting. */
function endBackOffs(draft: Draft): void {
  for (const task of draft.survey.tasks("troubled")) {
    const isOver = ({ key, retryAt = Infinity }: Trouble) =>
      key === startKey(task.id) && retryAt <= draft.rules.now;
    if (task.trouble.some(isOver))
      draft.put({ ...task, trouble: task.trouble.filter((each) => !isOver(each)) });
  }
}

function startLeaves(draft: Draft): void {
  endBackOffs(draft);
  const { survey } = draft;
  const { parallelLeavesMax } = draft.root.facts.config.limits;
  const waits = ({ id, trouble }: Task) => trouble.some(({ key }) => key === startKey(id));
  let running = survey.count("open");
  let refused = 0;
  for (const task of survey.startable()) {
    if (running >= parallelLeavesMax || refused >= lookedAtMax || !canStartAny(draft)) return;
    if (waits(task)) continue;
    if (start(draft, task)) running += 1;
    else refused += 1;
  }
}

/** Without the money for the cheapest model nobody starts, however many wait. */
function canStartAny(draft: Draft): boolean {
  const reserves = workerModels(draft.root.facts).map((model) => reserveOfAttempt(draft, model));
  return Math.min(...reserves) <= leftUsd(draft.tree);
}

/** Starts the next attempt if its worst case fits into what is left of the root's budget. */
function start(draft: Draft, task: Task): boolean {
  const step = attemptStep(draft.tree, task);
  if (!mayBegin(draft.tree, step)) return false;
  const { rung, model, usd: reservedUsd } = step;
  const n = task.attempts.length + 1;
  const told = rulesFor(draft, task);
  const policies = told.length > 0 ? { policies: told } : {};
  const attempt = { n, rung, model, startedAt: draft.rules.now, reservedUsd, ...policies };
  draft.put({ ...task, status: "running", attempts: [...task.attempts, attempt] });
  return true;
}

/** Those that fit it best, and those that answered for a person: both are told, and counted. */
function rulesFor(draft: Draft, task: Task): string[] {
  const overruled = overruledFor(draft.tree, task);
  const policies = (draft.root.facts.policies ?? []).filter(({ id }) => !overruled.includes(id));
  const answered = (task.guidance ?? []).flatMap(({ from, by }) => (from === "policy" ? [by] : []));
  const known = answered.filter((id) => policies.some((policy) => policy.id === id));
  return [...new Set([...known, ...policiesFor(policies, task).map(({ id }) => id)])];
}

/** The most that an attempt can cost; without a price there is no such thing. */
function reserveOfAttempt(draft: Draft, model: string): number {
  return reserveUsd(draft.root.facts, "worker", model) ?? Infinity;
}
