import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, type Tree } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { config, oneLeaf, spec } from "./one-leaf.ts";
import { sticky } from "./said.ts";

test("where people merge the leaves, a green one waits for them, and the tree goes on from their merge", async () => {
  const files = { ".github/fractal.yml": config("review: { leaf: human }") };
  const house = await openHouse(oneLeaf({ files }));
  const issue = await house.label(spec);
  const waiting = await house.watch.rest();
  expect(stateOf(waiting)).toBe("waiting");
  const pull = pullOf(waiting);
  expect(await sticky(house, issue)).toContain(`review and merge #${pull}, or close it unmerged`);

  await house.person("ada").rest.pulls.merge({ ...house.at, pull_number: pull });
  await house.watch.until("the merge", (tree) => childrenOf(tree, tree.root)[0]?.status === "done");
  expect(stateOf(await house.watch.rest())).toBe("ready");
});

test("a leaf's pull request that a person closes is not tried again: they are asked what to do", async () => {
  const files = { ".github/fractal.yml": config("review: { leaf: human }") };
  const house = await openHouse(oneLeaf({ files }));
  await house.label(spec);
  const pull = pullOf(await house.watch.rest());
  await house.person("ada").rest.pulls.update({ ...house.at, pull_number: pull, state: "closed" });
  await house.watch.until("the question", (tree) => childrenOf(tree, tree.root)[0]?.status === "needs_human");
  const tree = await house.watch.rest();
  expect(childrenOf(tree, tree.root)[0]?.reason).toBe(`@ada closed pull request #${pull} without merging it`);
});

function pullOf(tree: Tree): number {
  return childrenOf(tree, tree.root)[0]?.attempts[0]?.pullRequest ?? 0;
}
