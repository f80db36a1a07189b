import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, rootOf } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";
import { rewrite } from "./rewrite.ts";
import { said } from "./said.ts";

test("what lands on the default branch meanwhile is merged into the epic before the pull request opens", async () => {
  const house = await openHouse(oneLeaf());
  await house.label(spec);
  await house.watch.until(
    "the leaf's run",
    (tree) => childrenOf(tree, tree.root)[0]?.attempts[0]?.runId !== undefined,
  );
  await rewrite(house, "README.md", "Written meanwhile.\n");
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  const { rest } = house.person("ada");
  const { data } = await rest.repos.compareCommitsWithBasehead({
    ...house.at,
    basehead: `main...${epic(rootOf(tree).facts.issue)}`,
  });
  expect(data.behind_by).toBe(0);
  expect(data.files?.map(({ filename }) => filename)).toEqual(["lib/errors.awk", "test/errors.sh"]);
});

test("a default branch that does not merge is left to a person, who merges it and puts the label back", async () => {
  const house = await openHouse(oneLeaf());
  const issue = await house.label(spec);
  await house.watch.until(
    "the leaf's run",
    (tree) => childrenOf(tree, tree.root)[0]?.attempts[0]?.runId !== undefined,
  );
  await rewrite(house, "lib/errors.awk", "# Somebody else began as well.\n");
  const waiting = await house.watch.rest();
  expect(rootOf(waiting)).toMatchObject({ status: "needs_human" });
  const [words = ""] = await said(house, issue);
  expect(words).toContain("default branch does not merge into the epic branch");

  const clone = await house.clone();
  await clone.git("checkout", "--quiet", epic(issue));
  await clone.git("merge", "--quiet", "-s", "ours", "-m", "Merge main by hand", "origin/main");
  await clone.git("push", "--quiet", "origin", epic(issue));
  rmSync(clone.folder, { recursive: true, force: true });
  await house.labelAgain(issue, house.person("ada"));
  await house.watch.until("going on", (tree) => rootOf(tree).status !== "needs_human");
  expect(stateOf(await house.watch.rest())).toBe("ready");
});

const epic = (issue: number) => `fractal/${issue}/epic`;
