import { expect, test } from "vitest";
import { isFinished } from "#src/core/finished.ts";
import { chain } from "./chain.ts";
import { Story } from "./story.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";

test("a tree is finished when its pull request is merged and everything is said", () => {
  const story = new Story(chain);
  expect(isFinished(story.tree)).toBe(false);
  story.label().run();
  expect([story.state, isFinished(story.tree)]).toEqual(["ready", false]);
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by: "alice" });
  expect([story.state, isFinished(story.tree)]).toEqual(["merged", false]);
  story.run();
  expect(isFinished(story.tree)).toBe(true);
});

test("one that waits for an attempt, the clock or a person is not, whatever its root says", () => {
  const facts = rootFacts({ allowed: false });
  const root = taskRow("root", { status: "cancelled", facts });
  const trouble = [{ key: "leaf/x", count: 1, message: "no key" }];
  const attempt = { n: 1, rung: 0, model: "small", startedAt: 1, reservedUsd: 0 };
  expect(isFinished(treeOf(root))).toBe(true);
  expect(isFinished(treeOf(root, taskRow("leaf", { trouble })))).toBe(false);
  expect(isFinished(treeOf(root, taskRow("leaf", { attempts: [attempt] })))).toBe(false);
});
