import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import type { Proposal } from "#src/core/plan.ts";
import type { ModelPrice } from "#src/core/rules.ts";
import { type RootFacts, rootOf, type Tree } from "#src/core/tree.ts";
import { priceOf, reserveOfCall } from "#src/core/usage.ts";
import { completion } from "./endpoint.ts";
import { openKilledHouse, reserved } from "./killed-house.ts";

test("a call that a kill cuts off is repeated once for each kill, and each lost one is charged its reserve", async () => {
  await using house = await openHouse();
  for (const kills of [1, 2]) {
    const asked = house.nextCall("hold");
    await house.start();
    await asked;
    expect(house.stored(), "the reserve was not durable before the call").toMatch(reserved);
    await house.kill();
    expect(house.calls()).toBe(kills);
  }
  house.nextCall("answer");
  await house.start();
  const tree = await house.untilStored("needs_human");
  const { planUsage, planning } = rootOf(tree);
  expect(house.calls()).toBe(3);
  expect(planUsage?.calls).toBe(3);
  expect(planUsage?.usd).toBeCloseTo(2 * reserveUsd(tree) + replyUsd(tree), 6);
  expect(moneyOf(tree)).toMatchObject({ spentUsd: planUsage?.usd, reservedUsd: 0 });
  expect(planning?.ask).toBe(1);
}, 120_000);

test("a call that was answered a moment before the kill is either known or repeated, and counted as often as it was made", async () => {
  await using house = await openHouse();
  const answered = house.nextCall("answer");
  await house.start();
  await answered;
  await house.kill();
  house.nextCall("answer");
  await house.start();
  const tree = await house.untilStored("needs_human");
  expect(house.calls()).toBeLessThanOrEqual(2);
  expect(rootOf(tree).planUsage?.calls).toBe(house.calls());
}, 120_000);

test("a lost call that leaves too little for another is not repeated: the budget holds, and a person is asked", async () => {
  await using house = await openHouse("budget: { usd: 0.06 }");
  const asked = house.nextCall("hold");
  await house.start();
  await asked;
  await house.kill();
  await house.start();
  const tree = await house.untilStored("blocked");
  expect(house.calls()).toBe(1);
  const { spentUsd, reservedUsd } = moneyOf(tree);
  expect(spentUsd).toBeCloseTo(reserveUsd(tree), 6);
  expect(spentUsd + reservedUsd).toBeLessThanOrEqual(0.06);
}, 120_000);

function openHouse(config = "") {
  return openKilledHouse({ config, reply: () => completion(JSON.stringify(asksPeople)) });
}

const asksPeople: Proposal = {
  type: "feature",
  size: "L",
  tags: [],
  risk: "low",
  decision: "clarify",
  acceptance: "It works.",
  verify: null,
  files: [],
  children: [],
  questions: [{ question: "What exactly?", options: [], recommendation: null }],
};

function reserveUsd(tree: Tree): number {
  const { prices, config } = rootOf(tree).facts;
  const { plannerInputTokensMax, plannerOutputTokensMax } = config.limits;
  return reserveOfCall(priceIn(prices, config), plannerInputTokensMax, plannerOutputTokensMax);
}

/** Of the one reply that came, by what it says of itself. */
function replyUsd(tree: Tree): number {
  const { prices, config } = rootOf(tree).facts;
  return priceOf(priceIn(prices, config), { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 400 });
}

function priceIn(prices: RootFacts["prices"], { models }: RootFacts["config"]): ModelPrice {
  const price = prices[models.planner];
  if (price === undefined) throw new Error(`no price of ${models.planner}`);
  return price;
}
