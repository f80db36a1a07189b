import { expect, test } from "vitest";
import type { Effect } from "#src/core/effect.ts";
import { mirrorState } from "#src/core/mirror-state.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { sweep } from "#src/effects/perform/sweep.ts";
import { effectCases } from "./effect-cases.ts";
import { type Desk, openStand, openStands } from "./stand.ts";

/** GitHub answers these lists as if nothing had happened yet. */
function behind(desk: Desk, list: RegExp): void {
  desk.divert(({ method, path }, serve) =>
    method === "GET" && list.test(path) ? Promise.resolve(Response.json([])) : serve(),
  );
}

const history = /\/issues\/\d+\/events/;

test("a close that GitHub's history does not tell yet is not written over, and is told as a person's when it does", async () => {
  await using desk = await openStands();
  const { leaf, treeWith, bornNeed } = await openStand(desk, 1);
  const issue = await bornNeed();
  const state = mirrorState(treeWith(), leaf);
  const tree = treeWith({ issue, mirrored: state });
  const { bob, at } = desk.world;
  await bob.rest.issues.update({ ...at, issue_number: issue.number, state: "closed" });
  const mirror: Effect = { type: "MirrorIssue", task: leaf.id, key: "mirror", state };
  const perform = createPerform(desk.desk);
  desk.writes();
  behind(desk, history);
  const words = `GitHub does not tell yet who closed #${issue.number}`;
  expect(await perform(tree, mirror)).toMatchObject([
    { type: "EffectFailed", kind: "retry", message: words },
  ]);
  expect((await sweep(desk.desk, tree)).filter(({ type }) => type === "IssueClosed")).toEqual([]);
  expect(desk.writes()).toEqual([]);
  desk.divert(undefined);
  const closed = { type: "IssueClosed", issue: issue.number, by: "bob", as: "completed" };
  expect(await perform(tree, mirror)).toEqual([closed]);
  expect(await sweep(desk.desk, tree)).toContainEqual(closed);
});

test("a pull request whose close GitHub's history does not tell yet is nobody's until it does", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { tree, effect } = await effectCases.MergePullRequest(stand);
  if (effect.type !== "MergePullRequest") throw new Error("it is another effect");
  const { bob, at } = desk.world;
  await bob.rest.pulls.update({ ...at, pull_number: effect.pullRequest, state: "closed" });
  const open = stand.treeWith({ attempt: { pullRequest: effect.pullRequest, headSha: effect.sha } });
  behind(desk, history);
  expect(await createPerform(desk.desk)(tree, effect)).toMatchObject([{ kind: "retry" }]);
  expect(await sweep(desk.desk, open)).toEqual([]);
  desk.divert(undefined);
  const closed = { type: "PullRequestClosed", pullRequest: effect.pullRequest, merged: false, by: "bob" };
  expect(await createPerform(desk.desk)(tree, effect)).toEqual([closed]);
  expect(await sweep(desk.desk, open)).toEqual([closed]);
});

test("a pull request that shows a head it had before is not taken for pushed to", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { effect } = await effectCases.MergePullRequest(stand);
  if (effect.type !== "MergePullRequest") throw new Error("it is another effect");
  const { pullRequest, sha } = effect;
  const tree = stand.treeWith({ attempt: { pullRequest, headSha: sha, branch: stand.branch } });
  desk.divert(async ({ path }, serve) => {
    if (!path.includes("/pulls?")) return serve();
    const pulls = (await (await serve()).json()) as { head: object }[];
    return Response.json(pulls.map((pull) => ({ ...pull, head: { ...pull.head, sha: desk.base } })));
  });
  expect(await sweep(desk.desk, tree)).toEqual([]);
});

test("what a run that has just ended handed back is waited for while GitHub's list may be behind", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { tree, effect } = await effectCases.CollectReport(stand);
  const collect = (listsLagMs: number) => createPerform({ ...desk.desk, listsLagMs })(tree, effect);
  desk.divert(({ path }, serve) =>
    path.includes("/artifacts") ? Promise.resolve(Response.json({ total_count: 0, artifacts: [] })) : serve(),
  );
  const hour = 3_600_000;
  const [late] = await collect(hour);
  expect(late).toMatchObject({ type: "EffectFailed", kind: "retry" });
  expect(late?.type === "EffectFailed" && late.retryAfterMs).toBeGreaterThan(hour - 60_000);
  // A run that has been still for as long left nothing.
  expect(await collect(0)).toMatchObject([
    { type: "AttemptReported", problem: expect.stringMatching("no report") },
  ]);
  desk.divert(undefined);
  expect(await collect(hour)).toMatchObject([{ type: "AttemptReported", violations: [] }]);
});

test("a run that has just been started and that GitHub does not know yet is cancelled until it does", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { runId } = await stand.ran();
  const cancel = { type: "CancelRun", task: stand.leaf.id, key: "cancel", runId } as const;
  const tree = stand.treeWith({ attempt: { runId } });
  const late = { ...desk.desk, clock: () => 121_000 };
  desk.divert(({ path }, serve) =>
    path.endsWith("/cancel")
      ? Promise.resolve(Response.json({ message: "Not Found" }, { status: 404 }))
      : serve(),
  );
  expect(await createPerform(desk.desk)(tree, cancel)).toMatchObject([
    { type: "EffectFailed", kind: "retry" },
  ]);
  const ended = { type: "RunEnded", runId, conclusion: "cancelled" };
  expect(await createPerform(late)(tree, cancel)).toEqual([ended]);
  desk.divert(undefined);
  expect(await createPerform(desk.desk)(tree, cancel)).toEqual([ended]);
});

test("a list of commits without a merge is read twice before a person is asked about it", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { tree, effect } = await effectCases.MergePullRequest(stand);
  const [merged] = await createPerform(desk.desk)(tree, effect);
  if (merged?.type !== "PullRequestMerged") throw new Error("it was not merged");
  const done = stand.treeWith({ status: "done", attempt: { mergedSha: merged.sha } });
  const finish = { type: "MergeDefault", task: done.root, key: "finish", n: 1 } as const;
  const perform = createPerform({ ...desk.desk, listsLagMs: 10_000 });
  behind(desk, /\/commits\?/);
  const [first] = await perform(done, finish);
  expect(first).toMatchObject({ type: "EffectFailed", kind: "retry", retryAfterMs: 10_000 });
  if (first?.type !== "EffectFailed") throw new Error("it was finished");
  const again = withTrouble(done, { key: "finish", count: 1, message: first.message });
  expect(await perform(again, finish)).toMatchObject([{ type: "EffectFailed", kind: "human" }]);
  desk.divert(undefined);
  expect(await perform(again, finish)).toMatchObject([{ type: "DefaultMerged" }]);
});

function withTrouble(tree: Tree, trouble: Task["trouble"][number]): Tree {
  const root = rootOf(tree);
  return { ...tree, tasks: new Map([...tree.tasks, [root.id, { ...root, trouble: [trouble] }]]) };
}
