import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { part, split } from "./plans.ts";
import { Talk } from "./talk.ts";

/** A leaf with an open pull request is to be split: its planner is asked, and the call takes a while. */
function planned(): Talk {
  const story = new Talk({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("one"), part("two")])
        : split("S", [part("half", { size: "XS" }), part("rest", { size: "XS" })]),
    fail: (effect, times) =>
      effect.type === "AskPlanner" && effect.key.endsWith("/plan/1") && times < 2 ? "retry" : undefined,
    ci: ({ task }) => (task.title === "one" ? "stuck" : "green"),
  });
  story.label().run((at) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.judgement !== undefined);
  story.say("one", "/fractal split");
  return story;
}

test("a part that is merged while it is planned again pays for the call, and holds nothing back for it", () => {
  const story = planned();
  const { planning, attempts } = story.task("one");
  const before = moneyOf(story.tree);
  expect(story.task("one").status).toBe("planning");
  const pullRequest = attempts[0]?.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by: "alice" });
  const reservedUsd = planning?.reservedUsd ?? 0;
  expect(story.task("one")).toMatchObject({ status: "done", planUsage: { usd: reservedUsd, calls: 1 } });
  expect(moneyOf(story.tree).spentUsd).toBeCloseTo(before.spentUsd + reservedUsd, 6);
  story.run();
  expect(moneyOf(story.tree).reservedUsd).toBe(0);
});
