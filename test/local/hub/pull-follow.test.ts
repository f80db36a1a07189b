import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { commitIn, gitIn, startWorld } from "./world.ts";

test("pull requests follow their branches: retargeted, merged by a push, closed by keywords in its commits", async () => {
  await using world = await startWorld();
  const first = await world.firstPush();
  const { at, ada } = world;
  const app = world.asApp().rest;
  await ada.rest.issues.create({ ...at, title: "A bug" });
  await app.git.createRef({ ...at, ref: "refs/heads/epic", sha: first });
  const dir = await world.clone(world.tokens.ada);
  const head = await commitIn(dir, { "fix.txt": "fixed\n" }, "Repair it\n\nFixes #1");
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:topic");
  await app.pulls.create({ ...at, title: "Repair it", head: "topic", base: "epic" });
  await app.pulls.update({ ...at, pull_number: 2, base: "main", title: "Repair it well" });
  expect((await app.pulls.get({ ...at, pull_number: 2 })).data).toMatchObject({
    base: { ref: "main" },
    title: "Repair it well",
  });
  const { data: pulls } = await app.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: head });
  expect(pulls.map((pull) => pull.number)).toEqual([2]);
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:main");
  rmSync(dir, { recursive: true });
  expect((await app.pulls.get({ ...at, pull_number: 2 })).data).toMatchObject({
    merged: true,
    merge_commit_sha: head,
  });
  expect((await app.pulls.checkIfMerged({ ...at, pull_number: 2 })).status).toBe(204);
  expect((await app.issues.get({ ...at, issue_number: 1 })).data.state).toBe("closed");
  await expect(app.pulls.update({ ...at, pull_number: 2, state: "open" })).rejects.toMatchObject({
    status: 422,
  });
});

test("one that is opened again shows where its branch went while it was closed", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const { at } = world;
  const dir = await world.clone(world.tokens.bob);
  const first = await commitIn(dir, { "a.txt": "a\n" }, "Add a");
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:topic");
  const app = world.asApp().rest;
  await app.pulls.create({ ...at, title: "Add a", head: "topic", base: "main" });
  const one = { ...at, pull_number: 1 };
  await world.bob.rest.pulls.update({ ...one, state: "closed" });
  const second = await commitIn(dir, { "b.txt": "b\n" }, "Add b");
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:topic");
  rmSync(dir, { recursive: true });
  expect((await app.pulls.get(one)).data.head.sha).toBe(first);
  await world.bob.rest.pulls.update({ ...one, state: "open" });
  expect((await app.pulls.get(one)).data).toMatchObject({ state: "open", head: { sha: second } });
});

test("a pull request is closed and opened again by a person, and its merge can be fetched for testing", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const { at } = world;
  const dir = await world.clone(world.tokens.bob);
  const head = await commitIn(dir, { "a.txt": "a\n" }, "Add a");
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:topic");
  const app = world.asApp().rest;
  const { data: pull } = await app.pulls.create({ ...at, title: "Add a", head: "topic", base: "main" });
  await world.bob.rest.pulls.update({ ...at, pull_number: 1, state: "closed" });
  await world.bob.rest.issues.update({ ...at, issue_number: 1, state: "open" });
  await gitIn(dir, "fetch", "--quiet", "origin", "refs/pull/1/merge", "refs/pull/1/head");
  const fetched = await gitIn(dir, "rev-parse", `${pull.merge_commit_sha}^2`);
  expect(fetched).toBe(head);
  await expect(gitIn(dir, "push", "origin", "HEAD:refs/pull/1/head")).rejects.toThrow(/hidden ref/);
  rmSync(dir, { recursive: true });
  expect((await world.heard()).slice(-3)).toEqual([
    "pull_request.opened",
    "pull_request.closed",
    "pull_request.reopened",
  ]);
});
