import { expect } from "vitest";
import { isOpen } from "#src/core/attempt.ts";
import { leftUsd } from "#src/core/budget.ts";
import { apply } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { due } from "#src/core/due.ts";
import type { Effect } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { isBehind, isPaused } from "#src/core/readiness.ts";
import { sizeRank } from "#src/core/task.ts";
import { childrenOf, rootOf, Task, type Tree } from "#src/core/tree.ts";
import { wakeAt } from "#src/core/wake.ts";

/** What must hold after every step of every story, whatever happened (reliability reference §1.4). */
export function checkStep(before: Tree, after: Tree, event: TreeEvent, now: number): void {
  if (event.type !== "PreflightDone" && leftUsd(before.tasks.size > 0 ? before : after) >= 0)
    checkMoney(after);
  checkLeaves(before, after);
  checkComposites(after);
  const effects = due(after, { now });
  checkEffects(before, after, effects, now);
  checkClock(after, effects, now);
  checkWords(after);
  if (countsAgain.includes(event.type)) return;
  const again = decide(after, event, { now }).map(({ task }) => task);
  expect(again, `${event.type} was heard twice`).toEqual([]);
}

/** Events that say something new each time. */
const countsAgain = ["IssueEdited", "EffectFailed", "Restarted", "ChecksChanged", "RunEnded", "ChecksRead"];

function checkMoney(tree: Tree): void {
  expect(leftUsd(tree)).toBeGreaterThanOrEqual(0);
}

function checkLeaves(before: Tree, after: Tree): void {
  const { limits } = rootOf(after).facts.config;
  const open = [...after.tasks.values()].map(({ attempts }) => attempts.filter(isOpen).length);
  expect(Math.max(...open)).toBeLessThanOrEqual(1);
  expect(open.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(limits.parallelLeavesMax);
  for (const task of after.tasks.values()) {
    const known = before.tasks.get(task.id);
    if (task.attempts.length === (known?.attempts.length ?? 0)) continue;
    const needed = task.needs.flatMap((need) => after.tasks.get(need) ?? []);
    expect(needed.every(isBehind)).toBe(true);
    expect(isPaused(after, task), "nothing starts in what was set aside").toBe(false);
    expect(after.tasks.get(task.parent ?? "")?.status).toBe("split");
  }
}

function checkComposites(tree: Tree): void {
  for (const task of tree.tasks.values()) {
    const children = childrenOf(tree, task.id);
    for (const child of children) expect(sizeRank(child.size)).toBeLessThan(sizeRank(task.size));
    expect(new Set(children.map(({ index }) => index)).size).toBe(children.length);
    const isWaived = task.closedBy !== undefined || task.parent === null;
    if (task.status === "done" && children.length > 0 && !isWaived)
      expect(children.filter((child) => !isBehind(child))).toEqual([]);
    if (task.waived !== undefined) expect(task.status).toBe("cancelled");
  }
}

/** Keys are unique, and rows that went through Beads call for the same. */
function checkEffects(before: Tree, after: Tree, effects: readonly Effect[], now: number): void {
  expect(new Set(effects.map(({ key }) => key)).size).toBe(effects.length);
  const tasks = new Map(after.tasks);
  for (const task of after.tasks.values())
    if (before.tasks.get(task.id) !== task) tasks.set(task.id, Task.parse(JSON.parse(JSON.stringify(task))));
  const reread = { root: after.root, tasks };
  expect(due(reread, { now })).toEqual(effects);
  expect(stateOf(reread)).toBe(stateOf(after));
}

/** Before the next moment that is named, time alone changes nothing. */
function checkClock(tree: Tree, effects: readonly Effect[], now: number): void {
  const wake = wakeAt(tree, { now });
  const then = { now: wake === undefined ? now + 1e10 : wake - 1 };
  expect(due(tree, then).map(({ key }) => key)).toEqual(effects.map(({ key }) => key));
  expect(decide(tree, { type: "TimePassed" }, then)).toEqual([]);
}

function checkWords(tree: Tree): void {
  if (stateOf(tree) === "waiting") expect(needsYou(tree)).not.toEqual([]);
  if (stateOf(tree) === "merged") expect(needsYou(tree)).toEqual([]);
}

/** What must hold when nothing is under way, nothing is due and no moment is near. */
export function checkRest(tree: Tree, now: number): void {
  expect(stateOf(tree)).not.toBe("working");
  expect(due(tree, { now })).toEqual([]);
  if (stateOf(tree) !== "merged") return;
  expect([...tree.tasks.values()].flatMap(({ attempts }) => attempts).filter(isOpen)).toEqual([]);
  expect(apply(tree, decide(tree, { type: "TimePassed" }, { now }))).toEqual(tree);
}
