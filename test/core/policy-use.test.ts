import { expect, test } from "vitest";
import { Attempt } from "#src/core/attempt.ts";
import { sumOf, usedAs } from "#src/core/policy-use.ts";

function attempt(cites: string[], end: Partial<Attempt>): Attempt {
  const report = {
    status: "done",
    summary: "done",
    filesChanged: [],
    testsRun: [],
    confidence: 1,
    unresolved: [],
    assumptions: [],
    policiesApplied: cites,
  };
  return Attempt.parse({ n: 1, rung: 0, model: "small", startedAt: 0, reservedUsd: 0, report, ...end });
}

test.each([
  ["cited and merged", attempt(["tokens"], { mergedSha: "abc" }), "helpful"],
  ["cited and red", attempt(["tokens"], { outcome: { class: "check", reason: "red" } }), "harmful"],
  [
    "cited and no progress",
    attempt(["tokens"], { outcome: { class: "no_progress", reason: "-" } }),
    "harmful",
  ],
  ["cited and lost", attempt(["tokens"], { outcome: { class: "infra", reason: "lost" } }), "told"],
  ["not cited", attempt(["other"], { mergedSha: "abc" }), "told"],
])("a rule that was %s counts as it should", (_, ended, as) => {
  expect(usedAs(ended, "tokens")).toBe(as);
});

test("uses add up, and the latest day is the last use", () => {
  const uses = {
    a: { as: "told" as const, day: "2026-11-02" },
    b: { as: "helpful" as const, day: "2026-11-03" },
    c: { as: "harmful" as const, day: "2026-11-01" },
  };
  expect(sumOf(uses)).toEqual({
    hits: 3,
    helpful: 1,
    harmful: 1,
    firstUsed: "2026-11-01",
    lastUsed: "2026-11-03",
  });
  expect(sumOf({})).toEqual({ hits: 0, helpful: 0, harmful: 0, firstUsed: undefined, lastUsed: undefined });
});
