import { array, assert, boolean, constantFrom, integer, option, property, record } from "fast-check";
import { expect, test } from "vitest";
import { canReserve, ceilingUsd, leftUsd } from "#src/core/budget.ts";
import { Draft } from "#src/core/draft.ts";
import { forecastOf } from "#src/core/forecast.ts";
import { raiseBudget } from "#src/core/raise-budget.ts";
import { shareOut } from "#src/core/shares.ts";
import { mayBegin } from "#src/core/step.ts";
import { surveyOf } from "#src/core/survey.ts";
import { Tasks } from "#src/core/tasks.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { configOf } from "./config-of.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";
import { promisedWalked } from "./walked.ts";

const spent = (usd: number) => ({ ...noUsage, usd, calls: 1 });
const facts = rootFacts({ config: configOf({ budget: { usd: 10 } }) });
const root = (about: Partial<Task> = {}) => taskRow("root", { status: "split", size: "XL", facts, ...about });

test("a split divides four fifths of what is left, by size, and makes no money", () => {
  const tree = treeOf(
    root({ planUsage: spent(1) }),
    taskRow("fx-a", { size: "S" }),
    taskRow("fx-b", { size: "L" }),
    taskRow("fx-c", { size: "S", status: "cancelled" }),
  );
  const draft = new Draft(tree, { now: 0 });
  shareOut(draft, "root");
  const [a, b, c] = ["fx-a", "fx-b", "fx-c"].map((id) => draft.task(id)?.shareUsd);
  expect((a ?? 0) + (b ?? 0)).toBeCloseTo(0.8 * 9, 5);
  expect(b ?? 0).toBeGreaterThan(5 * (a ?? 0));
  expect(c).toBeUndefined();
  shareOut(draft, "nobody");
});

test("a part divides its own share, and nothing when there is none left of it", () => {
  const rows = [
    root(),
    taskRow("fx-a", { status: "split", shareUsd: 2, planUsage: spent(0.5) }),
    taskRow("fx-b", { parent: "fx-a" }),
    taskRow("fx-poor", { status: "split", planUsage: spent(0.5) }),
    taskRow("fx-c", { parent: "fx-poor" }),
  ];
  const draft = new Draft(treeOf(...rows), { now: 0 });
  shareOut(draft, "fx-a");
  shareOut(draft, "fx-poor");
  expect(draft.task("fx-b")?.shareUsd).toBeCloseTo(1.2, 6);
  expect(draft.task("fx-c")?.shareUsd).toBeUndefined();
});

test("a part may take what nobody was promised, and nothing of the shares of others until they are closed", () => {
  const parts = [taskRow("fx-a", { shareUsd: 4 }), taskRow("fx-b", { shareUsd: 4 })];
  const tree = treeOf(root(), ...parts);
  expect(canReserve(tree, "fx-a", 6)).toBe(true);
  expect(canReserve(tree, "fx-a", 6.01)).toBe(false);
  expect(canReserve(tree, "fx-a", 11)).toBe(false);
  const done = treeOf(root(), parts[0] as Task, { ...(parts[1] as Task), status: "done" });
  expect(canReserve(done, "fx-a", 10)).toBe(true);
  const overdrawn = treeOf(root(), taskRow("fx-a", { shareUsd: 4 }), taskRow("fx-b", { shareUsd: 40 }));
  expect(canReserve(overdrawn, "fx-a", 4)).toBe(true);
  expect(canReserve(overdrawn, "fx-a", 4.1)).toBe(false);
});

test("the ceiling is what a person said last, and never more than what was approved", () => {
  const draft = new Draft(treeOf(root(), taskRow("fx-a")), { now: 0 });
  expect(ceilingUsd(draft.tree)).toBe(10);
  raiseBudget(draft, draft.root, { usd: 5, by: "bob" });
  expect(ceilingUsd(draft.tree)).toBe(15);
  draft.putFacts({ approval: { usd: 3, by: "ann" } });
  expect(leftUsd(draft.tree)).toBe(3);
  raiseBudget(draft, draft.root, { usd: 2, by: "bob" });
  expect(draft.root.facts).toMatchObject({ budgetUsd: 17, approval: { usd: 5, by: "ann" } });
  raiseBudget(draft, draft.task("fx-a") as Task, { usd: 1.5, by: "bob" });
  expect([draft.task("fx-a")?.shareUsd, ceilingUsd(draft.tree)]).toEqual([1.5, 6.5]);
});

test("when four fifths are gone, nothing is divided any further", () => {
  const step = { task: "fx-a", usd: 0.1, divides: true };
  expect(mayBegin(treeOf(root({ planUsage: spent(7.9) })), step)).toBe(true);
  expect(mayBegin(treeOf(root({ planUsage: spent(8) })), step)).toBe(false);
  expect(mayBegin(treeOf(root({ planUsage: spent(8) })), { ...step, divides: false })).toBe(true);
});

test("a forecast counts what is open by its size, and learns from what is done", () => {
  const done = (id: string) =>
    taskRow(id, {
      status: "done",
      attempts: [{ n: 1, rung: 0, model: "small", startedAt: 0, reservedUsd: 1, usage: spent(0.5) }],
    });
  const prices = { "gpt-5-mini": { inputPerMTok: 1, outputPerMTok: 1 } };
  const priced = root({ facts: { ...facts, prices } });
  const { attemptInputTokensMax, attemptOutputTokensMax } = facts.config.limits;
  const early = forecastOf(treeOf(priced, taskRow("fx-a")));
  expect(early.restUsd).toBeCloseTo((attemptInputTokensMax + attemptOutputTokensMax) / 2e6, 6);
  const open = [taskRow("fx-s"), taskRow("fx-l", { size: "L" })];
  const late = forecastOf(treeOf(priced, done("fx-1"), done("fx-2"), done("fx-3"), ...open));
  expect(late.spentUsd).toBe(1.5);
  expect(late.restUsd).toBeGreaterThan(5 * 0.5);
  expect(late.restUsd).toBeLessThan(5 * 0.5 + 0.2);
  expect(forecastOf(treeOf(root(), taskRow("fx-a"))).restUsd).toBe(0);
});

test("what hangs on a task that is not there holds its money, and is promised nothing by it", () => {
  const tree = treeOf(root(), taskRow("fx-a", { parent: "fx-gone", shareUsd: 2, planUsage: spent(3) }));
  const { promises } = surveyOf(tree);
  expect([promises.promisedUsd("fx-a"), promises.promisedUsd("root")]).toEqual([3, 0]);
  const free = surveyOf(treeOf(root(), taskRow("fx-a", { parent: "fx-gone" }))).promises;
  expect([free.extraUsd("fx-a", 1), free.takenUsd("fx-gone")]).toEqual([1, 0]);
});

test("promises that are kept up with every change are those of a walk", () => {
  const ids = ["root", "fx-a", "fx-b", "fx-c", "fx-d"];
  const row = record({
    id: constantFrom(...ids.slice(1)),
    parent: constantFrom(...ids),
    usd: integer({ min: 0, max: 500 }),
    share: option(integer({ min: 0, max: 500 })),
    isDone: boolean(),
  });
  assert(
    property(array(row, { maxLength: 30 }), (rows) => {
      let tree: Tree = { root: "root", tasks: Tasks.of(treeOf(root()).tasks) };
      for (const { id, parent, usd, share, isDone } of rows) {
        if (goesRound(tree, id, parent)) continue;
        const task = taskRow(id, {
          parent,
          planUsage: spent(usd / 100),
          status: isDone ? "done" : "queued",
          ...(share !== null && { shareUsd: share / 100 }),
        });
        tree = { root: "root", tasks: Tasks.of(tree.tasks).with(task) };
        const { promises } = surveyOf(tree);
        for (const each of tree.tasks.keys())
          expect([each, promises.promisedUsd(each)]).toEqual([each, promisedWalked(tree, each)]);
      }
    }),
    { numRuns: 200 },
  );
});

function goesRound(tree: Tree, id: string, parent: string): boolean {
  for (let at: string | null = parent; at !== null; at = tree.tasks.get(at)?.parent ?? null)
    if (at === id) return true;
  return !tree.tasks.has(parent);
}
