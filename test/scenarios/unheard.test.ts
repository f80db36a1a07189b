import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, rootOf } from "#src/core/tree.ts";
import { readTrace } from "#src/effects/telemetry/read-trace.ts";
import { join } from "node:path";
import { type House, openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";

const sweepEveryMs = 400;

test("with every webhook lost the tree finishes by its sweeps alone, a step for a sweep, and a person is heard too", async () => {
  const house = await openHouse(oneLeaf({ sweepEveryMs }));
  const lost = deafen(house);
  const issue = await house.label(spec);
  const ready = await house.watch.until("ready", (tree) => stateOf(tree) === "ready");
  expect(childrenOf(ready, ready.root)).toMatchObject([{ status: "done" }]);
  expect(lost.length).toBeGreaterThan(10);
  expect(house.witness.webhooks).toEqual([]);
  // The label, the worker's run, its checks, those of the whole: each was found by a sweep of its own, and said nothing twice.
  const rounds = sweepsThatFound(house);
  expect(rounds.length).toBeGreaterThanOrEqual(4);

  await house.watch.rest();
  const before = house.witness.exchanges.length;
  await sweeps(house, 2);
  expect(house.witness.writes(before)).toEqual([]);
  expect(sweepsThatFound(house)).toEqual(rounds);

  const ada = house.person("ada");
  const pull = { ...house.at, pull_number: rootOf(ready).facts.pullRequest ?? 0 };
  await ada.rest.pulls.merge(pull);
  const merged = await house.watch.until("merged", (tree) => stateOf(tree) === "merged");
  expect(rootOf(merged).status).toBe("done");
  expect((await ada.rest.issues.get({ ...house.at, issue_number: issue })).data.state).toBe("closed");
}, 120_000);

test("of somebody who may not write, closing is undone by a sweep and the tree goes on", async () => {
  const house = await openHouse(oneLeaf({ sweepEveryMs }));
  deafen(house);
  await house.label(spec);
  const eve = house.person("eve", "triage");
  const tree = await house.watch.until("the leaf's issue", (each) =>
    childrenOf(each, each.root).some(({ mirrored }) => mirrored !== undefined),
  );
  const [leaf] = childrenOf(tree, tree.root);
  const at = { ...house.at, issue_number: leaf?.issue?.number ?? 0 };
  await eve.rest.issues.update({ ...at, state: "closed", state_reason: "not_planned" });
  const ready = await house.watch.until("ready", (each) => stateOf(each) === "ready");
  expect(childrenOf(ready, ready.root)).toMatchObject([{ status: "done" }]);
  expect((await eve.rest.issues.get(at)).data.state_reason).toBe("completed");
}, 120_000);

/** From now on GitHub's webhooks reach nobody; their names are kept. */
function deafen({ hub }: House): string[] {
  const lost: string[] = [];
  hub.context.webhooks.deliver = ({ name }) => {
    lost.push(name);
    return Promise.resolve(0);
  };
  return lost;
}

/** The rounds in which something was found, in their order. */
function sweepsThatFound({ dir }: House): string[] {
  const { lines } = readTrace(join(dir, "data", "trace", "trace.jsonl"));
  const found = lines.flatMap(({ type, attrs }) =>
    type === "event" ? /^sweep\/[^/]+\/\d+/.exec(String(attrs["delivery"]))?.[0] : [],
  );
  return [...new Set(found.filter((round) => round !== undefined))];
}

/** So many whole rounds: each ends with the labels. */
async function sweeps(house: House, count: number): Promise<void> {
  for (let round = 0; round <= count; round += 1)
    await house.witness.heard(({ template }) => template === "/installation/repositories");
}
