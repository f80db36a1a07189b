import { expect, test } from "vitest";
import { Draft } from "#src/core/draft.ts";
import { onAttemptReported } from "#src/core/on-attempt.ts";
import { Task } from "#src/core/tree.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";
import { handedBack } from "./handed.ts";

test("a path that no box can name is not offered to be allowed, and the row stays one that can be written", () => {
  const path = `${"./".repeat(200)}package.json`;
  const attempt = { n: 1, rung: 0, model: "small", startedAt: 0, reservedUsd: 0.1, runId: 1 };
  const leaf = taskRow("fx-a", { status: "running", attempts: [attempt] });
  const draft = new Draft(treeOf(taskRow("root", { status: "split", facts: rootFacts() }), leaf), { now: 1 });
  const violations = [{ code: "manifest", words: "it is a manifest", kind: "unsafe" as const, path }];
  onAttemptReported(draft, { ...handedBack(leaf, 1, {}), violations });
  const task = draft.task("fx-a");
  expect(task?.status).toBe("needs_human");
  expect(Task.safeParse(task).success).toBe(true);
  expect(task?.question?.options.some(({ move }) => move.do === "allow")).toBe(false);
});
