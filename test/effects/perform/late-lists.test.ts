import { expect, test } from "vitest";
import { createPerform } from "#src/effects/perform/perform.ts";
import { sha256 } from "./desk.ts";
import { effectCases } from "./effect-cases.ts";
import { openStand, openStands } from "./stand.ts";

test("a pull request that GitHub says is there and does not list yet is waited for, not taken for a conflict", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { tree, effect } = await effectCases.OpenPullRequest(stand);
  await stand.pulled();
  const perform = createPerform(desk.desk);
  desk.divert(({ method, path }, serve) =>
    method === "GET" && path.includes("/pulls?") ? Promise.resolve(Response.json([])) : serve(),
  );
  expect(await perform(tree, effect)).toMatchObject([
    { type: "EffectFailed", kind: "retry", message: expect.stringContaining("already exists") },
  ]);
  desk.divert(undefined);
  expect(await perform(tree, effect)).toMatchObject([{ type: "PullRequestOpened" }]);
});

test("a patch whose artifact is gone before it was published is made once more", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { tree, effect } = await effectCases.PublishPatch(stand);
  desk.divert(({ path }, serve) =>
    path.includes("/artifacts") ? Promise.resolve(Response.json({ total_count: 0, artifacts: [] })) : serve(),
  );
  expect(await createPerform(desk.desk)(tree, effect)).toMatchObject([
    { type: "MergeRefused", task: stand.leaf.id, attempt: 1, why: "lost" },
  ]);
});

test("a patch that a run started again replaced since it was judged is not published, but made once more", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { runId, patch } = await stand.ran();
  const run = { runId, patch: patch.map((file) => ({ ...file, sha256: sha256("what was judged") })) };
  const effect = { type: "PublishPatch", task: stand.leaf.id, key: "publish", attempt: 1, runId } as const;
  desk.writes();
  expect(await createPerform(desk.desk)(stand.treeWith({ attempt: run }), effect)).toMatchObject([
    {
      type: "MergeRefused",
      why: "lost",
      words: `what run ${runId} handed back is not what was judged any more`,
    },
  ]);
  expect(desk.writes()).toEqual([]);
});

test("an issue that was made before its effect failed is looked for no sooner than lists show it", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { tree, effect, made } = await effectCases.MirrorIssue(stand);
  desk.divert(({ path }, serve) =>
    path.includes("/dependencies/") ? Promise.resolve(Response.json({}, { status: 502 })) : serve(),
  );
  const late = { listsLagMs: 10_000, listsCaughtUp: Promise.resolve() };
  expect(await createPerform({ ...desk.desk, ...late })(tree, effect)).toMatchObject([
    { type: "EffectFailed", kind: "retry", retryAfterMs: 10_000 },
  ]);
  expect(await made()).toMatchObject({ issues: [["open", expect.anything()]] });
});
