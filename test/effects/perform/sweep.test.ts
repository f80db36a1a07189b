import { expect, test } from "vitest";
import { judgementOf } from "#src/core/judgement.ts";
import { mirrorState } from "#src/core/mirror-state.ts";
import { rootOf, type RootFacts, type Task, type Tree } from "#src/core/tree.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { sweep } from "#src/effects/perform/sweep.ts";
import { type Desk, openStand, openStands, type Stand } from "./stand.ts";

/** A tree on a hub as nobody told it about: its leaf has an issue, a branch and a pull request. */
async function openTree(desk: Desk, serial = 1) {
  const stand = await openStand(desk, serial);
  const headSha = await stand.published();
  const pullRequest = await stand.pulled();
  const { root } = stand.root;
  const judgement = judgementOf(headSha, 0, "verify");
  const born = stand.treeWith({ attempt: { usage, headSha, pullRequest, branch: stand.branch, judgement } });
  const tasks = new Map(born.tasks);
  tasks.delete(stand.needed.id);
  const tree: Tree = { root, tasks };
  const state = mirrorState(tree, tasks.get(stand.leaf.id) as Task);
  const mirror = { type: "MirrorIssue", task: stand.leaf.id, key: "mirror", state } as const;
  const [mirrored] = await createPerform(desk.desk)(tree, mirror);
  if (mirrored?.type !== "IssueMirrored") throw new Error("the leaf has no issue");
  const { issue } = mirrored;
  const leaf = { ...(tasks.get(stand.leaf.id) as Task), issue, mirrored: state };
  const whole: Tree = { root, tasks: new Map([...tasks, [leaf.id, leaf]]) };
  const on = { ...desk.world.at, issue_number: issue.number };
  return { stand, tree: whole, issue, on, pullRequest, pull: { ...desk.world.at, pull_number: pullRequest } };
}

const usage = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: 0, calls: 0 };

function withFacts(tree: Tree, facts: Partial<RootFacts>): Tree {
  const root = rootOf(tree);
  return {
    ...tree,
    tasks: new Map([...tree.tasks, [root.id, { ...root, facts: { ...root.facts, ...facts } }]]),
  };
}

function withLeaf({ leaf }: Stand, tree: Tree, change: Partial<Task>): Tree {
  return {
    ...tree,
    tasks: new Map([...tree.tasks, [leaf.id, { ...(tree.tasks.get(leaf.id) as Task), ...change }]]),
  };
}

test("a tree that GitHub knows no more of than itself: nothing is found, and nothing is written", async () => {
  await using desk = await openStands();
  const { tree } = await openTree(desk);
  desk.writes();
  expect(await sweep(desk.desk, tree)).toEqual([]);
  expect(desk.writes()).toEqual([]);
});

test("while a plan waits, what people wrote is found with who did; what was taken over is no news", async () => {
  await using desk = await openStands();
  const { tree, stand, issue, on } = await openTree(desk);
  const shown = withLeaf(stand, withFacts(tree, { approval: { askedUsd: 1 } }), { attempts: [] });
  const { bob, ada } = desk.world;
  await ada.rest.issues.update({ ...on, title: "Another title" });
  expect(await sweep(desk.desk, shown)).toEqual([]);
  await bob.rest.issues.update({ ...on, body: "Do something else." });
  const words = { title: "Another title", objective: "Do something else." };
  expect(await sweep(desk.desk, shown)).toEqual([
    { type: "IssueEdited", issue: issue.number, by: "bob", words },
  ]);
  const taken = withLeaf(stand, shown, { ...words, editedBy: "bob" });
  expect(await sweep(desk.desk, taken)).toEqual([]);
  const approved = withFacts(taken, { approval: { usd: 1, by: "ada" } });
  expect(await sweep(desk.desk, approved)).toEqual([]);
  await bob.rest.issues.update({ ...on, body: "Do nothing." });
  expect(await sweep(desk.desk, approved)).toEqual([
    { type: "IssueEdited", issue: issue.number, by: "somebody" },
  ]);
});

test("what people did to the issues is found: edited, closed, opened again, deleted, moved away", async () => {
  await using desk = await openStands();
  const { tree, stand, issue, on } = await openTree(desk);
  const { bob, ada, at, repo, hub } = desk.world;
  await bob.rest.issues.update({ ...on, body: "Do something else." });
  await bob.rest.issues.update({ ...at, issue_number: stand.issue.number, title: "Another whole" });
  const edits = [
    { type: "IssueEdited", issue: stand.issue.number, by: "somebody" },
    { type: "IssueEdited", issue: issue.number, by: "somebody" },
  ];
  expect(await sweep(desk.desk, tree)).toEqual(edits);
  const told = withLeaf(stand, tree, { edits: 1 });

  await bob.rest.issues.update({ ...on, state: "closed", state_reason: "not_planned" });
  expect((await sweep(desk.desk, told)).slice(1)).toEqual([
    { type: "IssueClosed", issue: issue.number, by: "bob", as: "not_planned" },
  ]);
  const done = withLeaf(stand, told, { status: "done", mirrored: "|done|0", attempts: [] });
  await bob.rest.issues.update({ ...on, state: "open" });
  expect((await sweep(desk.desk, done)).slice(1)).toEqual([
    { type: "IssueReopened", issue: issue.number, by: "bob" },
  ]);

  desk.divert(async ({ path }, serve) => {
    if (!path.endsWith(`/issues/${issue.number}`) && !path.includes("/issues?")) return serve();
    if (path.includes("/issues?")) return Response.json([]);
    // GitHub leads on to the issue that it became elsewhere.
    const { data } = await ada.rest.issues.get({ ...at, issue_number: stand.issue.number });
    return Response.json(data);
  });
  expect((await sweep(desk.desk, told)).slice(1)).toEqual([
    { type: "IssueGone", issue: issue.number, as: "transferred", by: "somebody" },
  ]);
  desk.divert(undefined);

  await hub.seed.deleteIssue(repo, issue.number, "ada");
  const gone = { type: "IssueGone", issue: issue.number, as: "deleted", by: "somebody" };
  expect((await sweep(desk.desk, told)).slice(1)).toEqual([gone]);
  const mirror = { type: "MirrorIssue", task: stand.leaf.id, key: "mirror", state: "new" } as const;
  expect(await createPerform(desk.desk)(tree, mirror)).toEqual([gone]);
  await hub.seed.deleteIssue(repo, stand.issue.number, "ada");
  const rootGone = { ...gone, issue: stand.issue.number };
  expect(await sweep(desk.desk, told)).toEqual([rootGone, gone]);
});

test("an issue that cannot be read hides no other; one that was moved to where we cannot read is gone", async () => {
  await using desk = await openStands();
  const { tree, stand, issue, on } = await openTree(desk);
  await desk.world.bob.rest.issues.update({ ...on, state: "closed" });
  const notFound = (url = "") =>
    Object.defineProperty(Response.json({ message: "Not Found" }, { status: 404 }), "url", { value: url });
  let from = "";
  desk.divert(async ({ path }, serve) =>
    path.endsWith(`/issues/${stand.issue.number}`) ? notFound(from) : serve(),
  );
  const closed = { type: "IssueClosed", issue: issue.number, by: "bob", as: "completed" };
  expect(await sweep(desk.desk, tree)).toEqual([closed]);
  expect(desk.lines().at(-1)).toMatchObject({ attrs: { effect: "Sweep", outcome: "failed" } });
  from = "https://api.github.com/repositories/7/issues/41";
  const gone = { type: "IssueGone", issue: stand.issue.number, as: "transferred", by: "somebody" };
  expect(await sweep(desk.desk, tree)).toEqual([gone, closed]);
});

test("what people did to a leaf's pull request is found: pushed to, closed, merged, also after its attempt ended", async () => {
  await using desk = await openStands();
  const { tree, stand, pullRequest, pull } = await openTree(desk);
  const { bob, at } = desk.world;
  const content = Buffer.from("by hand\n").toString("base64");
  const file = { ...at, path: "hand.txt", message: "By hand", content, branch: stand.branch };
  const sha = (await bob.rest.repos.createOrUpdateFileContents(file)).data.commit.sha;
  expect(await sweep(desk.desk, tree)).toEqual([{ type: "PullRequestPushed", pullRequest, sha }]);
  await bob.rest.pulls.update({ ...pull, state: "closed" });
  const closed = { type: "PullRequestClosed", pullRequest, merged: false, by: "bob" };
  expect(await sweep(desk.desk, tree)).toEqual([closed]);
  const attempts = stand.tree.tasks.get(stand.leaf.id)?.attempts ?? [];
  const ended = withLeaf(stand, tree, {
    attempts: attempts.map((each) => ({
      ...each,
      pullRequest,
      outcome: { class: "spec", reason: "closed" },
    })),
  });
  expect(await sweep(desk.desk, ended)).toEqual([]);
  await bob.rest.pulls.update({ ...pull, state: "open" });
  const { data } = await bob.rest.pulls.merge(pull);
  expect(await sweep(desk.desk, ended)).toEqual([{ ...closed, merged: true, mergedSha: data.sha }]);
});

test("a review of a leaf's pull request that asks for changes is found, once, and as long as its attempt may hear it", async () => {
  await using desk = await openStands();
  const { tree, stand, pullRequest, pull } = await openTree(desk);
  const { bob } = desk.world;
  const body = "Name the column.";
  const { data } = await bob.rest.pulls.createReview({ ...pull, event: "REQUEST_CHANGES", body });
  const review = { id: data.id, by: "bob", body };
  expect(await sweep(desk.desk, tree)).toEqual([
    { type: "ChangesRequested", pullRequest, review: data.id, by: "bob", body },
  ]);
  const known = withFacts(tree, { reviews: [{ ...review, pullRequest, state: "refused" }] });
  expect(await sweep(desk.desk, known)).toEqual([]);
  const attempts = tree.tasks.get(stand.leaf.id)?.attempts ?? [];
  const outcome = { class: "spec" as const, reason: "closed" };
  const ended = withLeaf(stand, tree, { attempts: attempts.map((each) => ({ ...each, outcome })) });
  expect(await sweep(desk.desk, ended)).toEqual([]);
  await bob.rest.pulls.createReview({ ...pull, event: "APPROVE" });
  expect(await sweep(desk.desk, tree)).toEqual([]);
});

test("a push to the epic after it was judged is found", async () => {
  await using desk = await openStands();
  const { tree, stand } = await openTree(desk);
  const { bob, at } = desk.world;
  const content = Buffer.from("by hand\n").toString("base64");
  const file = { ...at, path: "hand.txt", message: "By hand", content, branch: stand.epic };
  const before = (await bob.rest.repos.createOrUpdateFileContents(file)).data.commit.sha;
  const { data } = await bob.rest.pulls.create({ ...at, title: "All", head: stand.epic, base: "main" });
  const judgement = { ...judgementOf(before ?? "", 0, "ask"), next: "settled" as const };
  const facts = { pullRequest: data.number, judgement, readyForReview: true };
  expect(await sweep(desk.desk, withFacts(tree, facts))).toEqual([]);
  const more = { ...file, path: "more.txt" };
  const sha = (await bob.rest.repos.createOrUpdateFileContents(more)).data.commit.sha;
  expect(await sweep(desk.desk, withFacts(tree, facts))).toEqual([
    { type: "PullRequestPushed", pullRequest: data.number, sha },
  ]);
});
