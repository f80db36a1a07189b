import { expect, test } from "vitest";
import { due } from "#src/core/due.ts";
import type { Effect } from "#src/core/effect.ts";
import { isFinished, hasTrouble } from "#src/core/finished.ts";
import type { Tree } from "#src/core/tree.ts";
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

test("one that waits for an attempt or the clock is not, whatever its root says", () => {
  const facts = rootFacts({ allowed: false });
  const root = taskRow("root", { status: "cancelled", facts });
  const trouble = [{ key: "leaf/x", count: 1, message: "no answer", retryAt: 5 }];
  const attempt = { n: 1, rung: 0, model: "small", startedAt: 1, reservedUsd: 0 };
  expect(isFinished(treeOf(root))).toBe(true);
  expect(isFinished(treeOf(root, taskRow("leaf", { trouble })))).toBe(false);
  expect(isFinished(treeOf(root, taskRow("leaf", { attempts: [attempt] })))).toBe(false);
});

test("what was given up until a person or a restart tries it again keeps no tree, what is still due does", () => {
  const story = new Story(chain);
  story.label().run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by: "alice" });
  const effects = due(story.tree, { now: 1 });
  expect(effects.length).toBeGreaterThan(0);
  const giveUp = (some: readonly Effect[]): Tree => {
    const troubleOf = (id: string) =>
      some.filter(({ task }) => task === id).map(({ key }) => notAllowed(key));
    const rows = [...story.tree.tasks.values()].map((task) => ({ ...task, trouble: troubleOf(task.id) }));
    return { root: story.tree.root, tasks: new Map(rows.map((task) => [task.id, task])) };
  };
  expect(isFinished(giveUp(effects.slice(1)))).toBe(false);
  expect(isFinished(giveUp(effects))).toBe(true);
  expect([hasTrouble(giveUp(effects)), hasTrouble(story.tree)]).toEqual([true, false]);
});

function notAllowed(key: string) {
  return { key, count: 4, message: "not allowed" };
}
