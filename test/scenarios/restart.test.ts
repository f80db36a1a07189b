import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";
import { sticky } from "./said.ts";

/** Stopped each time the tree first shows one of these, as soon as it is written and before what is due next is done. */
const moments: [string, (tree: Tree) => boolean][] = [
  ["the request", () => true],
  ["the epic branch", (tree) => rootOf(tree).facts.epicSha !== undefined],
  ["the plan", (tree) => tree.tasks.size === 2],
  ["the run", (tree) => leafOf(tree)?.attempts[0]?.runId !== undefined],
  ["the report", (tree) => leafOf(tree)?.attempts[0]?.usage !== undefined],
  ["the commit", (tree) => leafOf(tree)?.attempts[0]?.headSha !== undefined],
  ["the leaf's pull request", (tree) => leafOf(tree)?.attempts[0]?.pullRequest !== undefined],
  ["the verdict", (tree) => leafOf(tree)?.attempts[0]?.judgement?.next === "settled"],
  ["the merge", (tree) => leafOf(tree)?.status === "done"],
  ["the root pull request", (tree) => rootOf(tree).facts.pullRequest !== undefined],
];

test("stopped again and again, with jobs that end meanwhile, it goes on each time and does nothing twice", async () => {
  const house = await openHouse(oneLeaf());
  const issue = await house.label(spec);
  for (const [what, isThere] of moments) {
    await house.watch.until(what, isThere);
    await house.app.stop();
    // What GitHub tells now is not heard.
    await house.runner.idle();
    await house.hub.settled();
    await house.app.start();
  }
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");

  const ada = house.person("ada");
  const { data: issues } = await ada.rest.issues.listForRepo({ ...house.at, state: "all" });
  expect(
    issues.map(({ title, pull_request: pull }) => `${pull ? "pull request" : "issue"}: ${title}`).sort(),
  ).toEqual([
    `issue: ${spec.title}`,
    `issue: ${spec.title}`,
    `pull request: ${spec.title}`,
    `pull request: ${spec.title}`,
  ]);
  const { data: branches } = await ada.rest.repos.listBranches(house.at);
  expect(branches.map(({ name }) => name).sort()).toEqual([
    `fractal/${issue}/epic`,
    `fractal/${issue}/${leafOf(tree)?.id}-1`,
    "main",
  ]);
  const { data: runs } = await ada.rest.actions.listWorkflowRuns({
    ...house.at,
    workflow_id: "fractal-worker.yml",
  });
  expect(runs.total_count).toBe(1);
  expect(await sticky(house, issue)).toContain("Ready for review");
  const { data: commits } = await ada.rest.pulls.listCommits({
    ...house.at,
    pull_number: rootOf(tree).facts.pullRequest ?? 0,
  });
  expect(commits.map(({ commit }) => commit.message.split("\n")[0])).toMatchInlineSnapshot(`
    [
      "Count failed requests",
      "Merge pull request #3 from ada/fractal/1/fx-l8zk48a5-1",
    ]
  `);
  // A call that was answered before the stop is paid for once, at what it cost.
  expect(moneyOf(tree).spentUsd).toBeLessThan(0.01);
  expect(house.model.requests().filter(({ role, turn }) => role === "worker" && turn === 0)).toHaveLength(1);
});

function leafOf(tree: Tree): Task | undefined {
  return childrenOf(tree, tree.root)[0];
}
