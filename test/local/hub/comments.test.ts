import { expect, test } from "vitest";
import { startWorld } from "./world.ts";

test("an edit tells who edited, whose comment it is, and what it said before", async () => {
  await using world = await startWorld();
  const { ada, bob, at } = world;
  await ada.rest.issues.create({ ...at, title: "A spec" });
  const asked = { ...at, issue_number: 1, body: "- [ ] Up" };
  const { data: comment } = await world.asApp().rest.issues.createComment(asked);
  await bob.rest.issues.updateComment({ ...at, comment_id: comment.id, body: "- [x] Up" });
  const edited = (await world.webhooks()).at(-1);
  expect(edited).toMatchObject({
    event: "issue_comment",
    payload: {
      action: "edited",
      sender: { login: "bob", type: "User" },
      comment: { body: "- [x] Up", user: { login: "spec-bot[bot]", type: "Bot" } },
      changes: { body: { from: "- [ ] Up" } },
    },
  });
});

test("all comments of a repository come in one list, those of pull requests too, by their last edit where that is wished", async () => {
  await using world = await startWorld();
  const { ada, at, hub } = world;
  await world.firstPush();
  await world.push("topic", { "a.txt": "a\n" }, "A");
  await ada.rest.issues.create({ ...at, title: "A spec" });
  await ada.rest.pulls.create({ ...at, title: "Add a", head: "topic", base: "main" });
  const say = async (issue_number: number, body: string) =>
    (await ada.rest.issues.createComment({ ...at, issue_number, body })).data.id;
  const [first, second] = [await say(1, "one"), await say(2, "two")];
  const edit = (id: number, updatedAt: string) => hub.context.state.comments.patch(id, { updatedAt });
  edit(second, "2030-01-01T00:00:01Z");
  edit(first, "2030-01-01T00:00:02Z");
  const ids = async (query: object) =>
    (await ada.rest.issues.listCommentsForRepo({ ...at, ...query })).data.map(({ id }) => id);
  expect(await ids({})).toEqual([first, second]);
  expect(await ids({ sort: "updated", direction: "asc" })).toEqual([second, first]);
  expect(await ids({ since: "2030-01-01T00:00:02Z" })).toEqual([first]);
  const { data } = await ada.rest.issues.listCommentsForRepo(at);
  expect(data.map(({ html_url }) => /(issues|pull)\/\d#/.exec(html_url)?.[0])).toEqual([
    "issues/1#",
    "pull/2#",
  ]);
});

test("a reaction is taken back by whose it is, and by nobody else", async () => {
  await using world = await startWorld();
  const { ada, bob, at } = world;
  await ada.rest.issues.create({ ...at, title: "A spec" });
  const { data: comment } = await ada.rest.issues.createComment({ ...at, issue_number: 1, body: "Hm" });
  const on = { ...at, comment_id: comment.id };
  const { data: thumb } = await bob.rest.reactions.createForIssueComment({ ...on, content: "+1" });
  await bob.rest.reactions.createForIssueComment({ ...on, content: "eyes" });
  const thumbs = async () =>
    (await ada.rest.reactions.listForIssueComment({ ...on, content: "+1" })).data.map(
      ({ user }) => user?.login,
    );
  expect(await thumbs()).toEqual(["bob"]);
  const taken = { ...on, reaction_id: thumb.id };
  await expect(ada.rest.reactions.deleteForIssueComment(taken)).rejects.toMatchObject({ status: 404 });
  await bob.rest.reactions.deleteForIssueComment(taken);
  expect(await thumbs()).toEqual([]);
});
