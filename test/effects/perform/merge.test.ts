import { expect, test } from "vitest";
import { rootOf } from "#src/core/tree.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { openStand, openStands } from "./stand.ts";

async function openPull() {
  const desk = await openStands();
  const stand = await openStand(desk, 1);
  const sha = await stand.published();
  const pullRequest = await stand.pulled();
  const about = { task: stand.leaf.id, attempt: 1 };
  const effect = { type: "MergePullRequest", ...about, key: "merge", pullRequest, sha } as const;
  const pull = { ...desk.world.at, pull_number: pullRequest };
  const perform = createPerform(desk.desk);
  const tree = stand.treeWith({ attempt: { headSha: sha, pullRequest, branch: stand.branch } });
  const close = desk[Symbol.asyncDispose];
  return { desk, stand, sha, pullRequest, effect, pull, perform, tree, [Symbol.asyncDispose]: close };
}

test("a merge that a rule forbids is tried again until the rule is gone; the pull request stays", async () => {
  await using it = await openPull();
  const { desk, stand, perform, tree, effect, pull } = it;
  desk.divert(({ method, path }, serve) =>
    method === "PUT" && path.endsWith("/merge")
      ? Promise.resolve(
          Response.json({ message: "At least 1 approving review is required" }, { status: 405 }),
        )
      : serve(),
  );
  expect(await perform(tree, effect)).toMatchObject([
    {
      type: "EffectFailed",
      kind: "retry",
      message: expect.stringMatching(/approving review.*merge it by hand/s),
    },
  ]);
  desk.divert(undefined);
  expect((await desk.world.ada.rest.pulls.get(pull)).data.state).toBe("open");
  expect(await perform(tree, effect)).toMatchObject([{ type: "PullRequestMerged", task: stand.leaf.id }]);
});

test("one that a person closed or pushed to is told as what it is", async () => {
  await using it = await openPull();
  const { desk, stand, perform, tree, effect, pull, pullRequest } = it;
  const { bob, at } = desk.world;
  const content = Buffer.from("by hand\n").toString("base64");
  const file = { ...at, path: "hand.txt", message: "By hand", content, branch: stand.branch };
  const { data } = await bob.rest.repos.createOrUpdateFileContents(file);
  expect(await perform(tree, effect)).toEqual([
    { type: "PullRequestPushed", pullRequest, sha: data.commit.sha },
  ]);
  await bob.rest.pulls.update({ ...pull, state: "closed" });
  expect(await perform(tree, effect)).toEqual([
    { type: "PullRequestClosed", pullRequest, merged: false, by: "bob" },
  ]);
});

test("what was published and then forced to something else before we knew of it is judged as that, by our pull request", async () => {
  await using desk = await openStands();
  const stand = await openStand(desk, 1);
  const { runId, patch } = await stand.ran();
  const about = { task: stand.leaf.id, attempt: 1 };
  const perform = createPerform(desk.desk);
  const tree = stand.treeWith({ attempt: { runId, patch } });
  const publish = { type: "PublishPatch", ...about, key: "publish", runId } as const;
  const [published] = await perform(tree, publish);
  if (published?.type !== "PatchPublished") throw new Error("it was not published");
  const { headSha, branch } = published;
  const known = stand.treeWith({ attempt: { runId, patch, headSha, branch } });
  const { octokit, ...at } = desk.repo;
  const force = (sha: string) =>
    octokit.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: true });
  await force(desk.base);
  expect(await perform(tree, publish)).toMatchObject([{ type: "EffectFailed", kind: "human" }]);
  await force(headSha);
  await perform(known, { type: "OpenPullRequest", ...about, key: "open" });
  await force(desk.base);
  expect(await perform(tree, publish)).toEqual([{ ...published, headSha: desk.base }]);
});

test("one whose opening nobody heard of is found by its branch and closed", async () => {
  await using it = await openPull();
  const { desk, stand, perform, tree, pull, pullRequest } = it;
  const about = { type: "ClosePullRequest", task: stand.leaf.id, key: "close" } as const;
  expect(await perform(tree, { ...about, attempt: 1 })).toEqual([
    { type: "PullRequestShut", task: stand.leaf.id, attempt: 1, pullRequest },
  ]);
  expect((await desk.world.ada.rest.pulls.get(pull)).data.state).toBe("closed");
  expect(await perform(tree, { ...about, attempt: 2 })).toEqual([
    { type: "PullRequestShut", task: stand.leaf.id, attempt: 2 },
  ]);
});

test("a branch that somebody pushed back onto the epic has nothing to merge: the leaf is done once more", async () => {
  await using it = await openPull();
  const { desk, stand, perform, tree, effect, pullRequest } = it;
  const { octokit, ...at } = desk.repo;
  await octokit.rest.git.updateRef({ ...at, ref: `heads/${stand.branch}`, sha: desk.base, force: true });
  const words = `#${pullRequest} has nothing over ${stand.epic}`;
  expect(await perform(tree, { ...effect, sha: desk.base })).toEqual([
    { type: "MergeRefused", task: stand.leaf.id, attempt: 1, why: "conflict", words },
  ]);
});

test("an epic that lost merged work is not finished: a person is told what is missing, and how to bring it back", async () => {
  await using it = await openPull();
  const { desk, stand, perform, tree, effect } = it;
  const [merged] = await perform(tree, effect);
  if (merged?.type !== "PullRequestMerged") throw new Error("it was not merged");
  const leaf = { ...stand.leaf, status: "done" as const, title: "The part" };
  const attempts = leaf.attempts.map((each) => ({ ...each, mergedSha: merged.sha }));
  const done = { ...tree, tasks: new Map([...tree.tasks, [leaf.id, { ...leaf, attempts }]]) };
  const finish = { type: "MergeDefault", task: rootOf(tree).id, key: "finish", n: 1 } as const;
  const { octokit, ...at } = desk.repo;
  const ref = `heads/${stand.epic}`;
  await octokit.rest.git.updateRef({ ...at, ref, sha: desk.base, force: true });
  expect(await perform(done, finish)).toMatchObject([
    {
      type: "EffectFailed",
      kind: "human",
      message: expect.stringMatching(
        `does not hold the work of “The part” any more .push ${merged.sha} back`,
      ),
    },
  ]);
  await octokit.rest.git.updateRef({ ...at, ref, sha: merged.sha, force: true });
  expect(await perform(done, finish)).toMatchObject([{ type: "DefaultMerged", outcome: "merged" }]);
});

test("an epic that somebody deleted is told to a person, whoever needs it", async () => {
  await using it = await openPull();
  const { desk, stand, perform, tree, effect } = it;
  const { octokit, ...at } = desk.repo;
  await octokit.rest.git.deleteRef({ ...at, ref: `heads/${stand.epic}` });
  const root = rootOf(tree).id;
  const done = { ...stand.leaf, status: "done" as const };
  const merged = done.attempts.map((each) => ({ ...each, mergedSha: it.sha }));
  const whole = { ...tree, tasks: new Map([...tree.tasks, [done.id, { ...done, attempts: merged }]]) };
  const gone = { type: "EffectFailed", message: expect.stringMatching(/epic is gone|still there/) };
  expect(await perform(tree, { type: "ReadEpic", task: root, key: "epic", n: 1 })).toMatchObject([gone]);
  expect(await perform(whole, { type: "MergeDefault", task: root, key: "finish", n: 1 })).toMatchObject([
    { ...gone, kind: "human" },
  ]);
  expect(await perform(tree, effect)).toMatchObject([gone]);
});
