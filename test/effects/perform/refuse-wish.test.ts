import { expect, test } from "vitest";
import type { EffectOf } from "#src/core/effect.ts";
import { rootOf } from "#src/core/tree.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { withRefusal } from "./refused.ts";
import { openStand, openStands } from "./stand.ts";

const refuse: EffectOf<"RefuseWish"> = { type: "RefuseWish", task: "", key: "refusal", n: 1 };

/** A leaf's pull request that bob closed, which was not for him to decide. */
async function openClosed() {
  const desk = await openStands();
  const stand = await openStand(desk, 1);
  await stand.published();
  const pullRequest = await stand.pulled();
  const pull = { ...desk.world.at, pull_number: pullRequest };
  await desk.world.bob.rest.pulls.update({ ...pull, state: "closed" });
  const about = { task: stand.leaf.id, by: "bob", as: "unmerged" as const, pullRequest };
  const tree = withRefusal(stand.treeWith({ attempt: { pullRequest } }), about);
  const perform = createPerform(desk.desk);
  const read = async () => {
    const { ada, at } = desk.world;
    const said = await ada.rest.issues.listComments({ ...at, issue_number: pullRequest });
    return { state: (await ada.rest.pulls.get(pull)).data.state, said: said.data.map(({ body }) => body) };
  };
  const close = desk[Symbol.asyncDispose];
  return { desk, stand, pull, tree, perform, read, [Symbol.asyncDispose]: close };
}

test("a pull request that was closed by somebody who may not is opened again, and they are told once", async () => {
  await using it = await openClosed();
  const { desk, pull, tree, perform, read } = it;
  expect(await perform(tree, refuse)).toEqual([{ type: "WishRefused", n: 1 }]);
  const [words = ""] = (await read()).said;
  expect(words).toMatch(
    /-->.@bob, thank you. You closed this pull request, which .* write access to decide/s,
  );
  expect(words).toMatch("So it is open again, and nothing else has changed.");
  await desk.world.bob.rest.pulls.update({ ...pull, state: "closed" });
  expect(await perform(tree, refuse)).toEqual([{ type: "WishRefused", n: 1 }]);
  expect(await read()).toEqual({ state: "open", said: [words] });
});

test("what somebody else decided since is left; and so is that of an attempt that ended", async () => {
  await using it = await openClosed();
  const { desk, stand, pull, tree, perform, read } = it;
  await desk.world.ada.rest.pulls.update({ ...pull, state: "open" });
  await desk.world.ada.rest.pulls.update({ ...pull, state: "closed" });
  await perform(tree, refuse);
  expect((await read()).state).toBe("closed");
  const pullRequest = pull.pull_number;
  const outcome = { class: "infra" as const, reason: "lost" };
  const ended = stand.treeWith({ attempt: { pullRequest, outcome } });
  const about = { task: stand.leaf.id, by: "ada", as: "unmerged" as const, pullRequest };
  await perform(withRefusal(ended, about), refuse);
  expect((await read()).state).toBe("closed");
});

test("one that GitHub does not open again, as its branch is gone, is for a person", async () => {
  await using it = await openClosed();
  const { desk, tree, perform } = it;
  const message = "state cannot be changed. The branch has been deleted.";
  desk.divert(({ method, path }, serve) =>
    method === "PATCH" && path.includes("/pulls/")
      ? Promise.resolve(Response.json({ message }, { status: 422 }))
      : serve(),
  );
  expect(await perform(tree, refuse)).toMatchObject([
    {
      type: "EffectFailed",
      kind: "human",
      message: expect.stringMatching(/@bob and cannot .*bring its branch back/),
    },
  ]);
});

test("while it is looked at whether they may, a closed pull request is no news to whoever would merge it", async () => {
  await using it = await openClosed();
  const { stand, pull, tree, perform } = it;
  const about = { task: stand.leaf.id, attempt: 1, key: "merge", sha: "0".repeat(40) };
  const merge = { type: "MergePullRequest" as const, ...about, pullRequest: pull.pull_number };
  const words = `@bob closed #${pull.pull_number}; whether they may is being looked at`;
  expect(await perform(tree, merge)).toMatchObject([{ type: "EffectFailed", kind: "retry", message: words }]);
});

test("who reopens the root's, or closes an issue, hears what comes of it", async () => {
  await using desk = await openStands();
  const { stand, perform } = { stand: await openStand(desk, 1), perform: createPerform(desk.desk) };
  const { bob, ada, at } = desk.world;
  const { data } = await bob.rest.pulls.create({ ...at, title: "All", head: "main", base: stand.epic });
  const pull = { ...at, pull_number: data.number };
  await ada.rest.pulls.update({ ...pull, state: "closed" });
  await bob.rest.pulls.update({ ...pull, state: "open" });
  const root = rootOf(stand.tree);
  const facts = { ...root.facts, pullRequest: data.number };
  const tree = { ...stand.tree, tasks: new Map([...stand.tree.tasks, [root.id, { ...root, facts }]]) };
  const by = "bob";
  await perform(withRefusal(tree, { task: root.id, by, as: "reopened", pullRequest: data.number }), refuse);
  expect((await ada.rest.pulls.get(pull)).data.state).toBe("closed");
  await perform(withRefusal(tree, { task: root.id, by, as: "completed" }), refuse);
  const said = await ada.rest.issues.listComments({ ...at, issue_number: stand.issue.number });
  expect(said.data.map(({ body }) => body)).toEqual([
    expect.stringMatching("It stays as you left it here, and the work goes on as it was."),
  ]);
});
