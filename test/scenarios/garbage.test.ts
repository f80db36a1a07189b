import { expect, test } from "vitest";
import { childrenOf, rootOf } from "#src/core/tree.ts";
import { turn } from "../../examples/turns.ts";
import { openHouse } from "./house.ts";
import { errorsPart, oneLeaf, spec } from "./one-leaf.ts";
import { said } from "./said.ts";

test("a planner that answers garbage for ever is asked three times, then a person is told", async () => {
  const house = await openHouse(
    oneLeaf({ script: [{ title: spec.title, plan: "I would split it, I think." }] }),
  );
  const issue = await house.label(spec);
  const tree = await house.watch.rest();
  expect(rootOf(tree)).toMatchObject({ status: "needs_human", planning: { reservedUsd: 0 } });
  expect(rootOf(tree).planUsage?.usd).toBeGreaterThan(0);
  expect((await said(house, issue))[0]).toContain("No acceptable plan in 3 tries");
});

test("a worker that only talks ends by its limits on every rung, and a person is told what it cost", async () => {
  const work = () => [turn("Let me think about this.")];
  const house = await openHouse(oneLeaf({ script: [{ ...errorsPart, work }] }));
  await house.label(spec);
  const tree = await house.watch.rest();
  const [leaf] = childrenOf(tree, tree.root);
  expect(leaf?.status).toBe("needs_human");
  // What is no report is thrown away and asked for once more; twice is one try of a rung.
  expect(leaf?.attempts.map(({ rung, outcome }) => [rung, outcome?.class])).toEqual(
    [0, 0, 1, 1, 2, 2].map((rung) => [rung, "format"]),
  );
  expect(leaf?.attempts.every(({ usage }) => usage !== undefined && usage.usd > 0)).toBe(true);
});
