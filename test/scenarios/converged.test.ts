import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";

test("a second pass over an unchanged tree writes nothing: started again, swept, and at rest", async () => {
  const house = await openHouse(oneLeaf());
  await house.label(spec);
  expect(stateOf(await house.watch.rest())).toBe("ready");
  await house.app.stop();
  const before = house.witness.exchanges.length;
  const asked = house.model.requests().length;

  // What a sweep asks last, after every tree was looked at.
  const swept = house.witness.heard(({ template }) => template === "/installation/repositories");
  await house.app.start();
  await swept;
  const again = await house.watch.rest();

  expect(stateOf(again)).toBe("ready");
  expect(house.witness.writes(before)).toEqual([]);
  // Who did what is asked only where GitHub and the tree differ.
  const asks = house.witness.exchanges.slice(before).map(({ template }) => template);
  expect(asks.filter((template) => template.endsWith("/events"))).toEqual([]);
  expect(house.model.requests()).toHaveLength(asked);
});
