import { expect, test } from "vitest";
import type { EffectOf } from "#src/core/effect.ts";
import type { Question } from "#src/core/question.ts";
import type { Heard } from "#src/core/heard.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { boxesOf } from "#src/views/ticked-boxes.ts";
import { type Desk, openStand, openStands, type Stand } from "./stand.ts";
import { upOrDown } from "./up-or-down.ts";

test("a question is one comment: asked, and edited when it was answered", async () => {
  await using desk = await openStands();
  const { ask, comments } = await asking(desk);
  const [written] = await ask();
  expect(written).toMatchObject({ type: "QuestionWritten", n: 1, state: "asked" });
  const [comment, ...more] = await comments();
  expect(more).toEqual([]);
  expect(comment?.body).toContain("### 🔴 Up or down?");
  const id = comment?.id ?? 0;
  const answer = { by: "bob", words: "", picked: "a", at: 1 };
  const [answered] = await ask({ comment: { id, state: "asked" }, answer }, { state: "answered/1" });
  expect(answered).toMatchObject({ type: "QuestionWritten", commentId: id, state: "answered/1" });
  const after = await comments();
  expect(after.map((each) => each.id)).toEqual([id]);
  expect(after[0]?.body).toContain("**bob** picked **A**: Up.");
  expect(boxesOf(after[0]?.body ?? "")).toEqual([]);
});

test("a tick that nobody told of is heard before its comment is written over, once; an own edit is no tick", async () => {
  await using desk = await openStands();
  const { ask, comments, tick, stand } = await asking(desk);
  await ask();
  const [comment] = await comments();
  const id = comment?.id ?? 0;
  const known = { comment: { id, state: "asked" }, summary: "It can be read in three ways." };
  await tick(id, "b");
  const [told] = await ask(known);
  const ticked = [`question/${stand.root.id}/1/b`];
  expect(told).toEqual({
    type: "BoxesTicked",
    issue: stand.issue.number,
    comment: id,
    by: "bob",
    ticked,
    at: expect.any(Number),
  });
  expect((await comments())[0]?.body).toContain("two ways");
  const at = told?.type === "BoxesTicked" ? told.at : 0;
  const heard: Heard[] = [
    { comment: id, task: stand.root.id, by: "bob", at, body: "", ticked, state: "stranger" },
  ];
  expect((await ask(known, { heard }))[0]?.type).toBe("QuestionWritten");
  expect((await comments())[0]?.body).toContain("three ways");
  expect((await ask({ ...known, summary: "In four." }))[0]?.type).toBe("QuestionWritten");

  await tick(id, "a");
  expect((await ask({ ...known, summary: "In five." }))[0]?.type).toBe("BoxesTicked");
  // The tree did not want to hear of it.
  expect((await ask({ ...known, summary: "In five." }))[0]?.type).toBe("QuestionWritten");
});

test("a comment of ours that was deleted is written anew; a person's that was deleted bears no reaction", async () => {
  await using desk = await openStands();
  const { ask, comments, perform, tree } = await asking(desk);
  const { ada, at } = desk.world;
  await ask();
  const id = (await comments())[0]?.id ?? 0;
  await ada.rest.issues.deleteComment({ ...at, comment_id: id });
  const [again] = await ask({ comment: { id, state: "asked" }, summary: "In three ways." });
  expect(again).toMatchObject({ type: "QuestionWritten" });
  expect(await comments()).toHaveLength(1);
  const effect = { type: "React", task: tree().root, key: "r", comment: id, at: 5, content: "eyes" } as const;
  expect(await perform(tree(), effect)).toEqual([{ type: "Reacted", comment: id, at: 5, content: "eyes" }]);
});

test("a comment bears one reaction of ours at a time, and whatever others put there", async () => {
  await using desk = await openStands();
  const { stand, perform, tree } = await asking(desk);
  const { bob, at } = desk.world;
  const { data } = await bob.rest.issues.createComment({
    ...at,
    issue_number: stand.issue.number,
    body: "Up.",
  });
  const on = { ...at, comment_id: data.id };
  await bob.rest.reactions.createForIssueComment({ ...on, content: "eyes" });
  await desk.repo.octokit.rest.reactions.createForIssueComment({ ...on, content: "heart" });
  const shown = async (content: "eyes" | "rocket" | "confused") => {
    await perform(tree(), { type: "React", task: tree().root, key: "r", comment: data.id, at: 5, content });
    const all = (await bob.rest.reactions.listForIssueComment(on)).data;
    return all.map((each) => `${each.user?.login === "bob" ? "bob " : ""}${each.content}`).toSorted();
  };
  expect(await shown("eyes")).toEqual(["bob eyes", "eyes", "heart"]);
  expect(await shown("confused")).toEqual(["bob eyes", "confused", "heart"]);
  expect(await shown("rocket")).toEqual(["bob eyes", "heart", "rocket"]);
});

test("what is asked somewhere is answered there", async () => {
  await using desk = await openStands();
  const { stand, perform, tree } = await asking(desk);
  const { ada, at } = desk.world;
  const other = (await ada.rest.issues.create({ ...at, title: "Stands for a pull request" })).data.number;
  const { root, leaf } = stand;
  const asked = {
    task: leaf.id,
    by: "ada",
    at: 5,
    body: "/fractal why",
    state: "done",
    reply: "why",
  } as const;
  const heard: Heard[] = [
    { ...asked, comment: 71, task: root.id },
    { ...asked, comment: 72, on: other },
  ];
  for (const { comment } of heard) {
    const topic = `why/${comment}/5`;
    const key = `${root.id}/comment/${topic}`;
    const effect = { type: "Comment", task: root.id, key, topic } as const;
    expect(await perform(tree({}, heard), effect)).toEqual([{ type: "Commented", task: root.id, key }]);
  }
  const saidOn = async (issue_number: number) =>
    (await ada.rest.issues.listComments({ ...at, issue_number })).data.map(
      ({ body }) => body?.split("\n")[1],
    );
  expect(await saidOn(stand.issue.number)).toEqual([expect.stringContaining("**split**")]);
  expect(await saidOn(other)).toEqual([expect.stringContaining("**running**")]);
});

/** A root with a question on its row; `ask` writes it as it is then. */
async function asking(desk: Desk) {
  const stand: Stand = await openStand(desk, 1);
  const perform = createPerform(desk.desk);
  const { ada, bob, at } = desk.world;
  const tree = (change: Partial<Question> = {}, heard?: Heard[]): Tree => {
    const { root, tree: before } = stand;
    const facts = root.facts && { ...root.facts, ...(heard && { heard }) };
    const task: Task = { ...root, question: { ...upOrDown, ...change }, ...(facts && { facts }) };
    return { ...before, tasks: new Map([...before.tasks, [task.id, task]]) };
  };
  return {
    stand,
    tree,
    perform,
    ask: (
      change: Partial<Question> = {},
      { state = "asked", heard }: { state?: string; heard?: Heard[] } = {},
    ) => {
      const about = { type: "WriteQuestion", task: stand.root.id, key: "question", n: 1, state } as const;
      const effect: EffectOf<"WriteQuestion"> = about;
      return perform(tree(change, heard), effect);
    },
    comments: async () =>
      (await ada.rest.issues.listComments({ ...at, issue_number: stand.issue.number })).data,
    tick: async (id: number, option: string) => {
      const { data } = await bob.rest.issues.getComment({ ...at, comment_id: id });
      const box = `<!-- fractal:tick question/${stand.root.id}/1/${option} -->`;
      const body = (data.body ?? "").replace(`- [ ] ${box}`, `- [x] ${box}`);
      await bob.rest.issues.updateComment({ ...at, comment_id: id, body });
    },
  };
}
