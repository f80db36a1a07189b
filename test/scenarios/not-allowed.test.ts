import { expect, test } from "vitest";
import { openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";
import { said } from "./said.ts";

test("a label by somebody without write access starts nothing and is answered once; by a maintainer it starts", async () => {
  const house = await openHouse(oneLeaf());
  const eve = house.person("eve", "triage");
  const issue = await house.label(spec, eve);
  const refused = await house.watch.rest();
  expect([...refused.tasks.values()].map(({ status }) => status)).toEqual(["queued"]);
  expect(house.model.requests()).toEqual([]);
  expect(await said(house, issue)).toEqual([
    `🔴 **Not started.** @eve set the label but has no write access to this repository, so nothing was done and nothing was spent.

**What to do:** somebody with write access removes the label and adds it again.`,
  ]);

  await house.labelAgain(issue, eve);
  await house.hub.settled();
  await house.watch.rest();
  expect(await said(house, issue)).toHaveLength(1);

  await house.labelAgain(issue, house.person("ada"));
  await house.watch.until("the plan", (tree) => tree.tasks.size > 1);
});
