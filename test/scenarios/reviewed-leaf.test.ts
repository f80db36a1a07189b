import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { config, errorsPart, oneLeaf, spec } from "./one-leaf.ts";
import { whileAway } from "./while-away.ts";

const body = "Name the column of the counts in the first line.";

test("a review that requests changes on a leaf's pull request is what the next attempt heeds", async () => {
  const prompts: string[] = [];
  const work = (prompt: string) => (prompts.push(prompt), errorsPart.work?.(prompt) ?? []);
  const files = { ".github/fractal.yml": config("review: { leaf: human }") };
  const house = await openHouse(oneLeaf({ script: [{ ...errorsPart, work }], files }));
  await house.label(spec);
  const [first] = leafOf(await house.watch.rest()).attempts;
  const { pulls } = house.person("bob", "write").rest;
  const at = { ...house.at, pull_number: first?.pullRequest ?? 0 };
  await pulls.createReview({ ...at, event: "REQUEST_CHANGES", body });
  await house.watch.until("the next attempt", (tree) => leafOf(tree).attempts.length === 2);
  const again = await house.watch.rest();
  expect(stateOf(again)).toBe("waiting");
  const [reviewed, second] = leafOf(again).attempts;
  expect(reviewed?.outcome).toMatchObject({ class: "check", reason: "@bob requested changes in a review" });
  expect([reviewed?.model, second?.model]).toEqual(["gpt-5-nano", "gpt-5-nano"]);
  expect(prompts[0]).not.toContain(body);
  expect(prompts.at(-1)).toContain(body);
  expect((await pulls.get(at)).data).toMatchObject({ state: "closed", merged: false });

  await pulls.merge({ ...house.at, pull_number: second?.pullRequest ?? 0 });
  await house.watch.until("the merge", (tree) => leafOf(tree).status === "done");
  expect(stateOf(await house.watch.rest())).toBe("ready");
});

test("a review that was written while nobody listened is heeded all the same", async () => {
  const files = { ".github/fractal.yml": config("review: { leaf: human }") };
  const house = await openHouse(oneLeaf({ files }));
  await house.label(spec);
  const [first] = leafOf(await house.watch.rest()).attempts;
  const at = { ...house.at, pull_number: first?.pullRequest ?? 0 };
  const { pulls } = house.person("bob", "write").rest;
  await whileAway(house, () => pulls.createReview({ ...at, event: "REQUEST_CHANGES", body }));
  await house.watch.until("the next attempt", (tree) => leafOf(tree).attempts.length === 2);
  const [reviewed, second] = leafOf(await house.watch.rest()).attempts;
  expect(reviewed?.outcome?.reason).toBe("@bob requested changes in a review");
  expect(second?.outcome).toBeUndefined();
});

function leafOf(tree: Tree): Task {
  const [leaf] = childrenOf(tree, tree.root);
  if (leaf === undefined) throw new Error("there is no leaf yet");
  return leaf;
}
