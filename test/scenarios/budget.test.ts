import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { moneyOf } from "#src/core/budget.ts";
import { openHouse } from "./house.ts";
import { config, oneLeaf, spec } from "./one-leaf.ts";
import { speak } from "./people.ts";
import { rewrite } from "./rewrite.ts";
import { sticky } from "./said.ts";
import { thread } from "./thread.ts";

const path = ".github/fractal.yml";

test("at the ceiling the tree waits for a person and says so; with more money it goes on", async () => {
  const limits = "limits: { plannerInputTokensMax: 20000, plannerOutputTokensMax: 2000 }";
  const small = config(limits).replace("usd: 1", "usd: 0.03");
  const house = await openHouse(oneLeaf({ files: { [path]: small } }));
  const issue = await house.label(spec);
  const poor = await house.watch.rest();
  expect(stateOf(poor)).toBe("waiting");
  // The plan was paid for; an attempt at its worst would not be.
  expect(house.model.requests().map(({ role }) => role)).toEqual(["planner"]);
  expect(moneyOf(poor)).toMatchObject({ reservedUsd: 0 });
  const words = await sticky(house, issue);
  expect(words).toContain("the budget does not cover the next step");
  expect(words).toContain("/fractal budget +5");

  await rewrite(house, path, config());
  await house.labelAgain(issue, house.person("ada"));
  await house.watch.until("the attempt", (tree) =>
    [...tree.tasks.values()].some(({ attempts }) => attempts.length > 0),
  );
  expect(stateOf(await house.watch.rest())).toBe("ready");
});

test("at the ceiling the tree asks for money; a command gives it some, what was asked is quiet, and it goes on", async () => {
  const limits = "limits: { plannerInputTokensMax: 20000, plannerOutputTokensMax: 2000 }";
  const small = config(limits).replace("usd: 1", "usd: 0.03");
  const house = await openHouse(oneLeaf({ files: { [path]: small } }));
  const issue = await house.label(spec);
  const poor = await house.watch.rest();
  expect(await thread(house, issue, poor)).toMatchSnapshot("asked");
  const ada = house.person("ada");
  await speak(house, ada, issue, "/fractal budget 1");
  await house.hub.settled();
  expect(stateOf(await house.watch.rest())).toBe("waiting");
  await speak(house, ada, issue, "/fractal budget +1");
  await house.watch.until("the attempt", (tree) =>
    [...tree.tasks.values()].some(({ attempts }) => attempts.length > 0),
  );
  const ready = await house.watch.rest();
  expect(stateOf(ready)).toBe("ready");
  expect(await thread(house, issue, ready)).toMatchSnapshot("answered");
});
