import { expect } from "vitest";
import { isOpen } from "#src/core/attempt.ts";
import { ceilingUsd, leftUsd, moneyOf } from "#src/core/budget.ts";
import { due, dueBy } from "#src/core/due.ts";
import type { Effect } from "#src/core/effect.ts";
import { dueForWork } from "#src/core/due-work.ts";
import { dueForPeople } from "#src/core/due-people.ts";
import { moneyOfTask, microUsd } from "#src/core/money-of-task.ts";
import { momentsOfTask } from "#src/core/moments-of-task.ts";
import { nameInEvent, namesOfTask } from "#src/core/names-of-task.ts";
import { awaitsGithub, needsOfTask } from "#src/core/needs-of-task.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { isPaused, isReleased, isStartable, isToReplan } from "#src/core/readiness.ts";
import { startKey } from "#src/core/attempt.ts";
import { expectedMinutes } from "#src/core/schedule.ts";
import { shownOfTask } from "#src/core/shown-of-task.ts";
import { kinds } from "#src/core/sign.ts";
import { stickyState } from "#src/core/sticky-state.ts";
import { surveyOf } from "#src/core/survey.ts";
import { isClosed } from "#src/core/task.ts";
import { childrenOf, rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { wakeAt } from "#src/core/wake.ts";
import { workOfTask } from "#src/core/work-of-task.ts";

/**
 * What the core reads off a tree without walking it, walked: every answer must be that of looking at all tasks, and
 * of a survey made afresh.
 */
export function checkSurvey(tree: Tree, now: number): void {
  const afresh = { root: tree.root, tasks: new Map(tree.tasks) };
  const [survey, made] = [surveyOf(tree), surveyOf(afresh)];
  const of = (each: typeof survey) => kinds.map((kind) => [kind, ...ids(each.tasks(kind))].join(" "));
  expect(of(survey)).toEqual(of(made));
  expect(survey.parts.sums).toEqual(made.parts.sums);
  expect(ids(survey.startable())).toEqual(ids(byLongestPath(tree)));
  expect(stickyState(tree)).toBe(stickyState(afresh));
  expect(wakeAt(tree, { now })).toBe(wakeWalked(tree, now));
  expect(moneyOf(tree)).toEqual(moneyWalked(tree));
  for (const { id } of tree.tasks.values())
    expect([id, survey.promises.promisedUsd(id)]).toEqual([id, promisedWalked(tree, id)]);
  const all = [...tree.tasks.values()];
  const named = Map.groupBy(
    all.flatMap((task) => namesOfTask(task).map((name) => ({ name, task }))),
    ({ name }) => name,
  );
  const found = [...named.keys()].map((name) => [name, ...ids(survey.named(name))]);
  expect(found).toEqual([...named].map(([name, of]) => [name, ...ids(of.map(({ task }) => task))]));
  expect(survey.named(nameInEvent({ type: "ChecksChanged", sha: "of nobody" }))).toEqual([]);
  checkEffects(tree, now);
  checkWords(tree);
}

/** US dollars that a task holds: its share while it is open, or what it and its children use when that is more. */
export function promisedWalked(tree: Tree, id: string): number {
  const task = tree.tasks.get(id) as Task;
  const { spentUsd, reservedUsd } = moneyOfTask(task);
  const below = childrenOf(tree, id).map((child) => promisedWalked(tree, child.id));
  const taken = below.reduce((sum, usd) => sum + usd, spentUsd + reservedUsd);
  return microUsd(isClosed(task.status) ? taken : Math.max(taken, task.shareUsd ?? 0));
}

function checkEffects(tree: Tree, now: number): void {
  const all = [...tree.tasks.values()];
  const { facts, status } = rootOf(tree);
  const goesOn = facts.allowed === true && facts.stopped === undefined;
  const work = goesOn ? all.flatMap((task) => workOfTask(task, { facts, rules: { now } })) : [];
  const found = dueForWork(tree, { now });
  expect(found.slice(found.length - work.length)).toEqual(work);
  const atWork = facts.allowed === true && !isClosed(status);
  const shown = all.flatMap((task) => shownOfTask(tree, task, atWork));
  expect(dueForPeople(tree, { now }).filter(({ type }) => type !== "WriteSticky")).toEqual(shown);
  const waits = all
    .flatMap(({ trouble }) => trouble)
    .filter(({ retryAt = Infinity }) => retryAt > now)
    .map(({ key }) => key);
  const called = [...found, ...dueForPeople(tree, { now })];
  const dueWalked = called.filter(({ key }) => !waits.includes(key));
  expect(due(tree, { now })).toEqual(dueWalked);
  const byTask = [...tree.tasks.keys()].flatMap((id) => dueBy(tree, id, { now }));
  const byKey = (a: Effect, b: Effect) => (a.key < b.key ? -1 : 1);
  expect(byTask.sort(byKey)).toEqual(dueWalked.toSorted(byKey));
  expect(dueBy(tree, "of nobody", { now })).toEqual([]);
}

function checkWords(tree: Tree): void {
  if (rootOf(tree).status === "done") return;
  const walked = [...tree.tasks.values()].flatMap((task) => needsOfTask(tree, task));
  const needs = needsYou(tree);
  for (const need of walked) expect(needs).toContainEqual(need);
  const ofRoot = needs.filter(
    ({ task, what }) => task === tree.root && !walked.some((each) => each.what === what),
  );
  expect(needs).toHaveLength(walked.length + ofRoot.length);
  expect(stateOf(tree) === "working").toBe(isMovingWalked(tree) && !isOver(tree));
  expect(needs.some(({ what }) => /^the budget does not cover|^no price/.test(what))).toBe(
    isOutOfMoneyWalked(tree),
  );
}

function isOver(tree: Tree): boolean {
  return ["done", "failed", "cancelled"].includes(rootOf(tree).status);
}

function isMovingWalked(tree: Tree): boolean {
  const tasks = [...tree.tasks.values()];
  const stuck = tasks.flatMap(({ trouble }) =>
    trouble.filter(({ retryAt }) => retryAt === undefined).map(({ key }) => key),
  );
  if (dueForWork(tree, { now: Infinity }).some(({ key }) => !stuck.includes(key))) return true;
  if (rootOf(tree).facts.stopped !== undefined) return false;
  return tasks.some(
    (task) =>
      awaitsGithub(task) ||
      (isStartable(tree, task) &&
        task.trouble.some(({ key, retryAt }) => key === startKey(task.id) && retryAt !== undefined)),
  );
}

function isOutOfMoneyWalked(tree: Tree): boolean {
  const { facts } = rootOf(tree);
  if (facts.epicSha === undefined || facts.stopped !== undefined || isMovingWalked(tree)) return false;
  const tasks = [...tree.tasks.values()];
  const slots = tasks.filter((task) => task.attempts.some(isOpen)).length;
  const isFree = slots < facts.config.limits.parallelLeavesMax;
  return tasks.some(
    (task) =>
      isToReplan(tree, task) ||
      (task.parent === null && task.status === "queued" && task.paused === undefined) ||
      isReleased(tree, task) ||
      (isFree && isStartable(tree, task) && !task.trouble.some(({ key }) => key === startKey(task.id))),
  );
}

function wakeWalked(tree: Tree, now: number): number | undefined {
  const { facts } = rootOf(tree);
  const moments = [...tree.tasks.values()].flatMap((task) => momentsOfTask(task, facts));
  if (facts.sticky && facts.sticky.state !== stickyState(tree))
    moments.push(facts.sticky.at + facts.config.limits.stickySecondsMin * 1000);
  moments.push(...questionMoments(tree));
  const future = moments.filter((moment) => moment > now);
  return future.length > 0 ? Math.min(...future) : undefined;
}

/** The ends of the cool-downs that questions wait for, and for nothing else. */
function questionMoments(tree: Tree): number[] {
  const { facts, status } = rootOf(tree);
  const { questionsFree, questionMinutesMin } = facts.config.limits;
  const { asked = [], answered = {} } = facts;
  if (facts.allowed !== true || isClosed(status)) return [];
  const isCool = asked.length < Math.max(1, questionsFree);
  return [...tree.tasks.values()].flatMap((task) => {
    const { question } = task;
    if (question === undefined || question.askedAt !== undefined || question.answer !== undefined) return [];
    if ((facts.stopped !== undefined && question.kind !== "unmerged") || isPaused(tree, task)) return [];
    const same = answered[question.print];
    const before = [
      ...(isCool ? [] : [Math.max(...asked)]),
      ...(same === undefined || same.told !== undefined || same.tasks.includes(task.id)
        ? []
        : [same.askedAt]),
    ];
    return before.length === 0 ? [] : [Math.max(...before) + questionMinutesMin * 60_000];
  });
}

function moneyWalked(tree: Tree): ReturnType<typeof moneyOf> {
  const all = [...tree.tasks.values()].map(moneyOfTask);
  const sum = (of: (money: (typeof all)[number]) => number) =>
    all.reduce((total, each) => total + of(each), 0);
  const spentUsd = microUsd(sum((each) => each.spentUsd));
  const reservedUsd = microUsd(sum((each) => each.reservedUsd));
  expect(leftUsd(tree)).toBe(microUsd(ceilingUsd(tree) - spentUsd - reservedUsd));
  return {
    spentUsd,
    reservedUsd,
    inputTokens: sum((each) => each.inputTokens),
    outputTokens: sum((each) => each.outputTokens),
  };
}

/** The startable ones, each by the longest path from it to the end; every path of every task is walked. */
function byLongestPath(tree: Tree): Task[] {
  const tasks = [...tree.tasks.values()];
  const memo = new Map<string, number>();
  const own = (task: Task) => expectedMinutes(task.size);
  const length = (task: Task): number => {
    const known = memo.get(task.id);
    if (known !== undefined) return known;
    const after = tasks.filter(({ needs }) => needs.includes(task.id)).map(length);
    const parent = tree.tasks.get(task.parent ?? "");
    const total = own(task) + Math.max(0, parent ? length(parent) - own(parent) : 0, ...after);
    memo.set(task.id, total);
    return total;
  };
  const ready = tasks.filter((task) => isStartable(tree, task));
  return ready.sort((a, b) => length(b) - length(a) || a.index - b.index || (a.id < b.id ? -1 : 1));
}

function ids(tasks: Iterable<Task>): string[] {
  return [...tasks].map(({ id }) => id);
}
