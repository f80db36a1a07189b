import { expect, test } from "vitest";
import { apply } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { surveyOf } from "#src/core/survey.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { configOf } from "./config-of.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";

function order(tree: Tree): string[] {
  return [...surveyOf(tree).startable()].map(({ id }) => id);
}

function leaf(id: string, about: Partial<Task> = {}): Task {
  return taskRow(id, { status: "ready", ...about });
}

test("what most is waiting for comes first", () => {
  const after = leaf("after", { needs: ["long"], size: "M" });
  expect(order(treeOf(taskRow("root"), leaf("short"), leaf("long"), after))).toEqual(["long", "short"]);
});

test("what a parent's dependents wait for counts", () => {
  const composite = taskRow("composite", { status: "split", size: "M" });
  const inner = leaf("inner", { parent: "composite" });
  const after = taskRow("after", { needs: ["composite"], size: "L" });
  expect(order(treeOf(taskRow("root"), composite, inner, after, leaf("other", { size: "M" })))).toEqual([
    "inner",
    "other",
  ]);
});

test("equals keep the order people read, then that of their names", () => {
  const rows = [leaf("c", { index: 1 }), leaf("b", { index: 0 }), leaf("a", { index: 0 })];
  expect(order(treeOf(taskRow("root"), ...rows))).toEqual(["a", "b", "c"]);
});

test("a circle that somebody drew by hand has an end, and so has a row without its parent", () => {
  const circle = [leaf("a", { needs: ["b"] }), leaf("b", { needs: ["a"] })];
  const done = leaf("c", { needs: [] });
  const tree = treeOf(taskRow("root"), ...circle, done, leaf("orphan", { parent: "gone" }));
  expect(order(tree)).toEqual(["c", "orphan"]);
  const broken = apply(tree, [{ task: leaf("a", { needs: ["c", "b"] }), lazy: false }]);
  expect(order(broken)).toEqual(["c", "orphan"]);
});

test("one that has become longer, or waits for less, takes its new place", () => {
  const first = treeOf(taskRow("root"), leaf("a"), leaf("b"), leaf("after", { needs: ["b"] }));
  expect(order(first)).toEqual(["b", "a"]);
  const free = apply(first, [{ task: leaf("after", { needs: ["a"], size: "L" }), lazy: false }]);
  expect(order(free)).toEqual(["a", "b"]);
  const moved = apply(free, [{ task: leaf("b", { index: 3, size: "XL" }), lazy: false }]);
  expect(order(moved)).toEqual(["b", "a"]);
  expect(order(first)).toEqual(["b", "a"]);
});

test("what is longer behind a parent moves the leaves below it, though nobody touched them", () => {
  const composite = taskRow("composite", { status: "split", size: "M" });
  const after = taskRow("after", { needs: ["composite"], size: "XS" });
  const rows = [composite, leaf("inner", { parent: "composite" }), after, leaf("other", { size: "M" })];
  const short = treeOf(taskRow("root"), ...rows);
  expect(order(short)).toEqual(["other", "inner"]);
  const long = apply(short, [{ task: { ...after, size: "L" }, lazy: false }]);
  expect(order(long)).toEqual(["inner", "other"]);
});

test("what is longer far down a chain moves its beginning", () => {
  const chain = [leaf("a"), leaf("b", { needs: ["a"] }), leaf("c", { needs: ["b"], size: "XS" })];
  const short = treeOf(taskRow("root"), ...chain, leaf("other", { size: "XL" }));
  expect(order(short)).toEqual(["other", "a"]);
  const long = apply(short, [{ task: leaf("c", { needs: ["b"], size: "XL" }), lazy: false }]);
  expect(order(long)).toEqual(["a", "other"]);
});

test("whose next model is too dear waits, and whoever comes after it is tried", () => {
  const price = (dollars: number) => ({ inputPerMTok: dollars, outputPerMTok: dollars });
  const config = configOf({ models: { worker: ["small", "dear"] }, budget: { usd: 1 } });
  const facts = rootFacts({ config, prices: { small: price(0.1), dear: price(100) } });
  const outcome = { class: "check" as const, reason: "red" };
  const attempt = { n: 1, rung: 0, model: "small", startedAt: 1, reservedUsd: 0, usage: noUsage, outcome };
  const tree = treeOf(
    taskRow("root", { status: "split", facts }),
    leaf("again", { size: "M", attempts: [attempt] }),
    leaf("fresh"),
  );
  expect(order(tree)).toEqual(["again", "fresh"]);
  const changes = decide(tree, { type: "TimePassed" }, { now: 5 });
  expect(changes.map(({ task }) => [task.id, task.status])).toEqual([["fresh", "running"]]);
});
