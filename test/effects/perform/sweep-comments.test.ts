import { expect, test } from "vitest";
import type { TreeEvent } from "#src/core/event.ts";
import type { Question } from "#src/core/question.ts";
import type { Heard } from "#src/core/heard.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { sweepComments } from "#src/effects/perform/sweep-comments.ts";
import { openStand, openStands } from "./stand.ts";
import { upOrDown } from "./up-or-down.ts";

const about = { title: "Which?", summary: "", answer: "This.", by: "ada" };

const question: Question = { ...upOrDown, recommended: "a" };

test("words under an open question and commands are found, talk before it and of others is not", async () => {
  await using town = await openTown();
  const { ada, bob, eve, asApp, comment, sweep } = town;
  await comment(ada, "I wonder how this will go.");
  const before = await comment(ada, "/Fractal pause");
  const command = { type: "CommentWritten", comment: before, by: "ada", body: "/Fractal pause" };
  expect(await sweep()).toMatchObject([command]);
  await town.ask();
  await comment(asApp, "I am a robot: use tabs.");
  const answer = await comment(bob, "Up, please.");
  const outsider = await comment(eve, "Down!");
  // Who may answer is the tree's to ask, of each.
  const found = await sweep();
  expect(found).toMatchObject([
    command,
    { type: "CommentWritten", comment: answer, by: "bob", body: "Up, please." },
    { type: "CommentWritten", comment: outsider, by: "eve" },
  ]);
  town.hear(found);
  expect(await sweep()).toEqual([]);
  await bob.rest.issues.updateComment({ ...town.at, comment_id: answer, body: "Down, I meant." });
  expect(await sweep()).toMatchObject([{ comment: answer, by: "bob", body: "Down, I meant." }]);
});

test("who edits another's words does not say them; who ticks a box of ours is heard; what we edit ourselves says nothing", async () => {
  await using town = await openTown();
  const { ada, bob, at, comment, sweep } = town;
  const asked = await town.ask();
  const words = await comment(ada, "Up.");
  await bob.rest.issues.updateComment({ ...at, comment_id: words, body: "Up, says bob." });
  expect(await sweep()).toEqual([]);
  await town.tick(bob, asked, "b");
  const ticked = [`question/${town.root}/1/b`];
  const told = await sweep();
  expect(told).toMatchObject([{ type: "BoxesTicked", comment: asked, by: "bob", ticked }]);
  town.hear(told);
  expect(await sweep()).toEqual([]);
  await town.ask({ summary: "In three ways." });
  expect(await sweep()).toEqual([]);
});

test("under a pull request only a command is for us; under other issues nothing is", async () => {
  await using town = await openTown();
  const { ada, at, comment, sweep } = town;
  const pull = await town.pulled();
  await town.ask();
  await comment(ada, "Looks good.", pull);
  const retry = await comment(ada, "/fractal retry", pull);
  const { data } = await ada.rest.issues.create({ ...at, title: "Another" });
  await comment(ada, "/fractal cancel", data.number);
  expect(await sweep()).toMatchObject([{ comment: retry, issue: pull, isPull: true }]);
});

test("a thumb of somebody who may write picks what is recommended, a stranger's says nothing", async () => {
  await using town = await openTown();
  const { bob, eve, asApp, at, sweep } = town;
  const comment = await town.ask();
  const thumb = { ...at, comment_id: comment, content: "+1" } as const;
  await eve.rest.reactions.createForIssueComment(thumb);
  await asApp.rest.reactions.createForIssueComment(thumb);
  expect(await sweep()).toEqual([]);
  await bob.rest.reactions.createForIssueComment(thumb);
  const told = await sweep();
  const ticked = [`question/${town.root}/1/a`];
  expect(told).toMatchObject([{ type: "BoxesTicked", issue: town.issue, comment, by: "bob", ticked }]);
  town.hear(told);
  expect(await sweep()).toEqual([]);
});

test("however many strangers react first, the thumb of somebody who may write is found a sweep later", async () => {
  await using town = await openTown();
  await town.ask();
  const thumbs = ["s1", "s2", "s3", "s4", "s5", "bob"].map((login, second) => ({
    user: { login, type: "User" },
    ["created_at"]: `2026-01-05T09:00:0${second}Z`,
  }));
  town.divert(({ path }, serve) =>
    path.includes("/reactions") ? Promise.resolve(Response.json(thumbs)) : serve(),
  );
  expect(await town.sweep()).toEqual([]);
  expect(await town.sweep()).toMatchObject([{ type: "BoxesTicked", by: "bob" }]);
});

test("a thumb on a proposed rule accepts it, as long as it is open", async () => {
  await using town = await openTown();
  const { bob, asApp, at, comment, sweep } = town;
  const key = `policy/${town.root}/1/accept`;
  const proposal = await comment(asApp, `Keep it?\n\n- [ ] <!-- fractal:tick ${key} --> Yes`);
  await bob.rest.reactions.createForIssueComment({ ...at, comment_id: proposal, content: "+1" });
  town.row({ policy: { n: 1, step: "proposed", about, reservedUsd: 0, contradicts: [] } });
  expect(await sweep()).toMatchObject([{ comment: proposal, by: "bob", ticked: [key] }]);
  town.row({ policy: { n: 1, step: "accepted", about, reservedUsd: 0, contradicts: [] } });
  expect(await sweep()).toEqual([]);
});

test("a comment that is deleted while it is read, of which GraphQL makes an error, stops no sweep", async () => {
  await using town = await openTown();
  const { bob, at, comment, sweep } = town;
  await town.ask();
  const gone = await comment(bob, "Up.");
  const stays = await comment(bob, "Down.");
  let asked = 0;
  town.divert(async ({ path }, serve) => {
    if (path === "/graphql" && (asked += 1) === 1)
      await bob.rest.issues.deleteComment({ ...at, comment_id: gone });
    return serve();
  });
  expect(await sweep()).toMatchObject([{ comment: gone }, { comment: stays }]);
  town.divert(undefined);
});

test("what was listed and could not be read is listed again", async () => {
  await using town = await openTown();
  const { bob, comment, sweep } = town;
  await town.ask();
  const words = await comment(bob, "Up.");
  await bob.rest.issues.updateComment({ ...town.at, comment_id: words, body: "Up!" });
  town.divert(({ path }, serve) =>
    path === "/graphql" ? Promise.resolve(Response.json({ message: "Busy" }, { status: 503 })) : serve(),
  );
  await expect(sweep()).rejects.toThrow("Busy");
  town.divert(undefined);
  expect(await sweep()).toMatchObject([{ comment: words, body: "Up!" }]);
});

/** One tree with a question on its root's row, and the people who talk about it. */
async function openTown() {
  const desk = await openStands();
  const stand = await openStand(desk, 1);
  const { ada, bob, eve, at } = desk.world;
  const perform = createPerform(desk.desk);
  let root: Task = stand.root;
  let pull: number | undefined;
  const row = (change: Partial<Task>) => {
    root = { ...root, ...change };
  };
  const tree = (): Tree => {
    const before = pull === undefined ? stand.tree : stand.treeWith({ attempt: { pullRequest: pull } });
    return { ...before, tasks: new Map([...before.tasks, [root.id, root]]) };
  };
  return {
    ada,
    bob,
    eve,
    asApp: desk.repo.octokit,
    at,
    root: root.id,
    issue: stand.issue.number,
    row,
    divert: desk.divert,
    sweep: () => sweepComments(desk.desk, desk.repo, tree()),
    comment: async (by: typeof desk.repo.octokit, body: string, issue = stand.issue.number) =>
      (await by.rest.issues.createComment({ ...at, issue_number: issue, body })).data.id,
    ask: async (change: Partial<Question> = {}) => {
      row({ question: { ...question, ...root.question, ...change } });
      const effect = { type: "WriteQuestion", task: root.id, key: "q", n: 1, state: "asked" } as const;
      const [written] = await perform(tree(), effect);
      if (written?.type !== "QuestionWritten") throw new Error(`not written: ${JSON.stringify(written)}`);
      const { commentId: id, state } = written;
      row({ question: { ...question, ...change, comment: { id, state } } });
      return id;
    },
    tick: async (by: typeof ada, id: number, option: string) => {
      const { data } = await by.rest.issues.getComment({ ...at, comment_id: id });
      const box = `<!-- fractal:tick question/${root.id}/1/${option} -->`;
      const body = (data.body ?? "").replace(`- [ ] ${box}`, `- [x] ${box}`);
      await by.rest.issues.updateComment({ ...at, comment_id: id, body });
    },
    pulled: async () => {
      await stand.published();
      pull = await stand.pulled();
      return pull;
    },
    /** As the tree remembers it. */
    hear: (events: readonly TreeEvent[]) => {
      const { facts } = root;
      if (facts === undefined) return;
      const heard = events.flatMap((event): Heard[] => {
        if (event.type !== "CommentWritten" && event.type !== "BoxesTicked") return [];
        const { comment, by, at: time } = event;
        const said = event.type === "BoxesTicked" ? { body: "", ticked: event.ticked } : { body: event.body };
        return [{ comment, task: root.id, by, at: time, state: "done", ...said }];
      });
      row({ facts: { ...facts, heard: [...(facts.heard ?? []), ...heard] } });
    },
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}
