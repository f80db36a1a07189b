import { expect, test } from "vitest";
import { exitCodeOf, runResult, RunResult } from "#src/views/result.ts";
import { finished, part, planned, requested, stuck, tell } from "./story.ts";

test("the result parses by its own schema and adds up", () => {
  const { tree } = finished();
  const result = RunResult.parse(JSON.parse(JSON.stringify(runResult(tree))));
  expect(result).toEqual(runResult(tree));
  expect({ ...result, tasks: result.tasks.map(({ title }) => title) }).toMatchInlineSnapshot(`
    {
      "epicBranch": "fractal/1/epic",
      "exitCode": 0,
      "needsYou": [],
      "pullRequest": 20,
      "root": "fx-zy1lbxd0",
      "status": "ready",
      "tasks": [
        "Invoices from the time sheet",
        "The rate comes from the sheet",
        "Minutes become money",
        "Describe the command in the README",
      ],
      "totals": {
        "attempts": 4,
        "budgetUsd": 5,
        "done": 3,
        "inputTokens": 107000,
        "leaves": 3,
        "outputTokens": 9150,
        "tasks": 4,
        "usd": 0.0692,
      },
      "v": 1,
    }
  `);
  expect(result.tasks.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(result.totals.usd, 6);
  expect(result.tasks[1]).toMatchInlineSnapshot(`
    {
      "attempts": 2,
      "branch": "fractal/1/fx-66ryami6-2",
      "id": "fx-66ryami6",
      "inputTokens": 42800,
      "issue": 2,
      "outputTokens": 3660,
      "parent": "fx-zy1lbxd0",
      "pullRequest": 12,
      "size": "S",
      "status": "done",
      "title": "The rate comes from the sheet",
      "usd": 0.0246,
    }
  `);
});

test("the root stands for the whole: its issue, the epic branch, the pull request", () => {
  const [root] = runResult(finished().tree).tasks;
  expect(root).toMatchObject({ parent: null, issue: 1, branch: "fractal/1/epic", pullRequest: 20 });
  expect(runResult(requested().tree)).toMatchObject({
    epicBranch: null,
    pullRequest: null,
    tasks: [{ branch: null }],
  });
});

test("the exit status follows the state: ready 0, waiting 3, else 1; a caller may know better", () => {
  const allowed = tell(requested(), { type: "RequestSeen" }, { type: "PermissionChecked", allowed: false });
  expect([finished(), allowed, planned()].map(({ tree }) => exitCodeOf(tree))).toEqual([0, 3, 1]);
  expect(runResult(planned().tree, { exitCode: 130 }).exitCode).toBe(130);
});

test("what needs a person is in it, with the remedy", () => {
  const story = stuck();
  expect(runResult(story.tree).needsYou).toEqual([
    {
      task: part(story, 0).id,
      what: expect.stringContaining("every rung of the ladder was tried"),
      remedy: expect.any(String),
    },
  ]);
});
