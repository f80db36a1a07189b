import { expect, test } from "vitest";
import type { Task } from "#src/core/tree.ts";
import { costByModel } from "#src/views/cost-by-model.ts";
import { finished, part } from "./story.ts";

const usage = { inputTokens: 9000, outputTokens: 500, cachedInputTokens: 0, usd: 0.4, calls: 3 };

test("what router and fixer cost is not said to be the planner's", () => {
  const story = finished();
  expect(costByModel(story.tree)).not.toContain("help");
  const helped: Task = {
    ...part(story, 0),
    planUsage: usage,
    escalation: { n: 1, class: "check", reason: "red", step: "ended", ask: 1, reservedUsd: 0, fixes: 1 },
  };
  const tasks = new Map([...story.tree.tasks, [helped.id, helped]]);
  expect(costByModel({ ...story.tree, tasks })).toContain(
    "| planning, help and rules | 1 | $0.40 | 9k / 500 |",
  );
});
