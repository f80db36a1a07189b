import { expect, test } from "vitest";
import { concerns } from "#src/core/concerns.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { Task } from "#src/core/tree.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";

const judgement = (sha: string, verifyRunId?: number): NonNullable<Task["check"]>["judgement"] => ({
  sha,
  since: 1,
  next: "wait",
  state: "pending",
  checks: [],
  ...(verifyRunId !== undefined && { verifyRunId }),
});
const attempt = { n: 1, rung: 0, model: "small", startedAt: 1, reservedUsd: 0 };
const tree = treeOf(
  taskRow("root", {
    issue: { number: 1, id: 1001, nodeId: "I_1" },
    facts: rootFacts({ pullRequest: 9, judgement: judgement("root-head", 91) }),
  }),
  taskRow("composite", { check: { n: 1, judgement: judgement("epic-head", 71) } }),
  taskRow("leaf", {
    issue: { number: 2, id: 1002, nodeId: "I_2" },
    attempts: [
      { ...attempt, runId: 51, headSha: "first-head", pullRequest: 7 },
      {
        ...attempt,
        n: 2,
        runId: 52,
        headSha: "leaf-head",
        pullRequest: 8,
        judgement: judgement("leaf-head", 81),
      },
    ],
  }),
  taskRow("untouched"),
);
const by = "ada";

test.each<[TreeEvent, boolean]>([
  [{ type: "IssueClosed", issue: 1, as: "completed", by }, true],
  [{ type: "IssueReopened", issue: 2, by }, true],
  [{ type: "IssueEdited", issue: 3, by }, false],
  [{ type: "RunEnded", runId: 51, conclusion: "success" }, true],
  [{ type: "RunEnded", runId: 71, conclusion: "success" }, true],
  [{ type: "RunEnded", runId: 81, conclusion: "success" }, true],
  [{ type: "RunEnded", runId: 91, conclusion: "success" }, true],
  [{ type: "RunEnded", runId: 99, conclusion: "success" }, false],
  [{ type: "ChecksChanged", sha: "root-head" }, true],
  [{ type: "ChecksChanged", sha: "epic-head" }, true],
  [{ type: "ChecksChanged", sha: "first-head" }, true],
  [{ type: "ChecksChanged", sha: "another-head" }, false],
  [{ type: "PullRequestClosed", pullRequest: 9, merged: true, by }, true],
  [{ type: "PullRequestPushed", pullRequest: 9 }, true],
  [{ type: "PullRequestReopened", pullRequest: 7, by }, true],
  [{ type: "ChangesRequested", pullRequest: 8, review: 1, by, body: "" }, true],
  [{ type: "PullRequestClosed", pullRequest: 10, merged: true, by }, false],
  [{ type: "TimePassed" }, false],
])("%o is about the tree: %o", (event, isAbout) => {
  expect(concerns(tree, "o/r", event)).toBe(isAbout);
  expect(concerns(tree, "O/R", event)).toBe(isAbout);
  expect(concerns(tree, "o/another", event)).toBe(false);
});

test("a tree that is not there is no place to ask", () => {
  expect(() => concerns(treeOf(), "o/r", { type: "TimePassed" })).toThrow("has no root row");
});
