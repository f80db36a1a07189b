import { expect, test } from "vitest";
import { byLongestPath } from "#src/core/schedule.ts";
import { taskRow, treeOf } from "./task-row.ts";

function order(...tasks: ReturnType<typeof taskRow>[]): string[] {
  const tree = treeOf(taskRow("root", { size: "XL" }), ...tasks);
  return byLongestPath(tree, tasks).map(({ id }) => id);
}

test("what most is waiting for comes first", () => {
  expect(order(taskRow("short"), taskRow("long"), taskRow("after", { needs: ["long"], size: "M" }))).toEqual([
    "long",
    "after",
    "short",
  ]);
});

test("what a parent's dependents wait for counts", () => {
  const composite = taskRow("composite", { status: "split", size: "M" });
  const inner = taskRow("inner", { parent: "composite" });
  const after = taskRow("after", { needs: ["composite"], size: "L" });
  const tree = treeOf(taskRow("root"), composite, inner, after, taskRow("other", { size: "M" }));
  const ready = ["other", "inner"].map((id) => tree.tasks.get(id) ?? taskRow(id));
  expect(byLongestPath(tree, ready).map(({ id }) => id)).toEqual(["inner", "other"]);
});

test("equals keep the order people read, then that of their names", () => {
  expect(order(taskRow("c", { index: 1 }), taskRow("b", { index: 0 }), taskRow("a", { index: 0 }))).toEqual([
    "a",
    "b",
    "c",
  ]);
  expect(order(taskRow("a"), taskRow("b"))).toEqual(["a", "b"]);
});

test("a circle that somebody drew by hand has an end, and so has a row without its parent", () => {
  const a = taskRow("a", { needs: ["b"] });
  const b = taskRow("b", { needs: ["a"] });
  expect(order(a, b, taskRow("orphan", { parent: "gone" }))).toHaveLength(3);
});
