import { expect, test } from "vitest";
import { judgementOf } from "#src/core/judgement.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { sweep } from "#src/effects/perform/sweep.ts";
import { openStand, openStands } from "./stand.ts";

const runId = 4711;

test("a run that GitHub does not show is late for two minutes, and deleted after that", async () => {
  await using desk = await openStands();
  const { treeWith } = await openStand(desk, 1);
  const tree = treeWith({ attempt: { runId } });
  expect(await sweep(desk.desk, tree)).toEqual([]);
  const later = { ...desk.desk, clock: () => 121_000 };
  expect(await sweep(later, tree)).toEqual([{ type: "RunEnded", runId, conclusion: "deleted" }]);
});

test("a run is as old as its start, however long the attempt had waited for that", async () => {
  await using desk = await openStands();
  const { treeWith } = await openStand(desk, 1);
  const tree = treeWith({ attempt: { runId, dispatchedAt: 600_000 } });
  expect(await sweep({ ...desk.desk, clock: () => 719_000 }, tree)).toEqual([]);
  const later = { ...desk.desk, clock: () => 721_000 };
  expect(await sweep(later, tree)).toEqual([{ type: "RunEnded", runId, conclusion: "deleted" }]);
});

test("a verify run that GitHub does not show yet is no verdict until then", async () => {
  await using desk = await openStands();
  const { treeWith, leaf } = await openStand(desk, 1);
  const judgement = { ...judgementOf(desk.base, 0, "ask"), verifyRunId: runId, stateSince: 60_000 };
  const tree = treeWith({ attempt: { judgement } });
  const about = { task: leaf.id, about: "attempt", n: 1, sha: desk.base, runId } as const;
  const read = (at: number) =>
    createPerform({ ...desk.desk, clock: () => at })(tree, { type: "ReadChecks", key: "checks", ...about });
  expect(await read(179_000)).toMatchObject([{ type: "EffectFailed", kind: "retry" }]);
  expect(await read(181_000)).toMatchObject([{ type: "ChecksRead", state: "none" }]);
});

test("while GitHub is down sweeps do not go on asking it", async () => {
  await using desk = await openStands();
  const { treeWith } = await openStand(desk, 1);
  const tree = treeWith({ attempt: { runId, pullRequest: 2 } });
  let asked = 0;
  desk.divert(() => {
    asked += 1;
    return Promise.resolve(Response.json({}, { status: 502 }));
  });
  for (let n = 0; n < 5; n += 1) expect(await sweep(desk.desk, tree)).toEqual([]);
  expect(asked).toBe(5);
});

test("what a sweep cannot look at hides nothing else, and is in the trace", async () => {
  await using desk = await openStands();
  const { treeWith, issue } = await openStand(desk, 1);
  const { bob, at } = desk.world;
  await bob.rest.issues.update({ ...at, issue_number: issue.number, state: "closed" });
  const tree = treeWith({ attempt: { runId, pullRequest: 2 } });
  desk.divert(({ path }, serve) =>
    path.includes("/pulls") ? Promise.resolve(Response.json({}, { status: 500 })) : serve(),
  );
  const found = await sweep({ ...desk.desk, clock: () => 121_000 }, tree);
  expect(found.map(({ type }) => type)).toEqual(["RunEnded", "IssueClosed"]);
  expect(desk.lines()).toMatchObject([{ type: "effect", attrs: { effect: "Sweep", outcome: "failed" } }]);
});
