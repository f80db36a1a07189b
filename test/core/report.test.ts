import { expect, test } from "vitest";
import { AttemptResult, Report } from "#src/core/report.ts";

const report = {
  status: "done",
  summary: "Added a retry",
  filesChanged: ["src/a.ts"],
  testsRun: [{ command: "npm test", exit: 0 }],
  confidence: 0.8,
  unresolved: [],
  assumptions: [],
  policiesApplied: [],
};

test("a report within its caps is accepted, and one over a cap is refused", () => {
  expect(Report.parse(report)).toEqual(report);
  expect(Report.safeParse({ ...report, summary: "x".repeat(2001) }).success).toBe(false);
  expect(Report.safeParse({ ...report, confidence: 1.5 }).success).toBe(false);
  expect(Report.safeParse({ ...report, question: { title: "Which?", options: ["only one"] } }).success).toBe(
    false,
  );
});

test("an attempt result names its base commit and the content of every changed file", () => {
  const result = {
    v: 1,
    key: "fx-1/fx-1.2/1/dispatch",
    task: "fx-1.2",
    attempt: 1,
    model: "small",
    outcome: "submitted",
    report,
    usage: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 0, usd: 0.01, calls: 1 },
    patch: {
      base: "a".repeat(40),
      files: [
        {
          path: "src/a.ts",
          status: "modified",
          bytes: 3,
          addedLines: 1,
          removedLines: 0,
          sha256: "b".repeat(64),
        },
      ],
    },
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: "2026-01-01T00:01:00.000Z",
  };
  expect(AttemptResult.parse(result)).toEqual(result);
  expect(AttemptResult.safeParse({ ...result, patch: { base: "main", files: [] } }).success).toBe(false);
  expect(AttemptResult.safeParse({ ...result, usage: { ...result.usage, usd: -1 } }).success).toBe(false);
});
