import { expect, test } from "vitest";
import { type CommentWish, ensureComment } from "#src/effects/github/comments.ts";
import { ensureReaction } from "#src/effects/github/reactions.ts";
import { startHubRepo } from "./hub-repo.ts";

async function startIssue() {
  const hub = await startHubRepo();
  const { ada, at } = hub.world;
  const { data } = await ada.rest.issues.create({ ...at, title: "Prices" });
  const wish: CommentWish = {
    issue: data.number,
    marker: "<!-- fractal:comment key=fx-1/sticky -->",
    body: "Working",
    mode: "sticky",
    bot: hub.bot,
  };
  const bodies = async () =>
    (await ada.rest.issues.listComments({ ...at, issue_number: data.number })).data.map(({ body }) => body);
  return Object.assign(hub, { issue: data, wish, bodies, [Symbol.asyncDispose]: hub[Symbol.asyncDispose] });
}

test("a sticky comment is made once, edited when it must say something else, left alone when not", async () => {
  await using hub = await startIssue();
  const made = await ensureComment(hub.repo, hub.wish);
  expect(made.did).toBe("created");
  expect(await ensureComment(hub.repo, hub.wish)).toEqual({ ...made, did: "nothing" });
  const known = { ...hub.wish, knownId: made.id, body: "Done" };
  expect(await ensureComment(hub.repo, known)).toEqual({ ...made, did: "edited" });
  expect(await ensureComment(hub.repo, known)).toEqual({ ...made, did: "nothing" });
  expect(await hub.bodies()).toEqual([`Done\n\n${hub.wish.marker}`]);
  expect(hub.writes()).toEqual([
    "POST /issues/{issue_number}/comments",
    "PATCH /issues/comments/{comment_id}",
  ]);
});

test("what is said once stays as it was said, also when the first answer was lost", async () => {
  await using hub = await startIssue();
  const once = { ...hub.wish, mode: "once" } as const;
  hub.loseAnswer("POST", /comments$/);
  await expect(ensureComment(hub.repo, once)).rejects.toThrow("GitHub was not reached");
  expect((await ensureComment(hub.repo, { ...once, body: "Other words" })).did).toBe("nothing");
  expect(await hub.bodies()).toEqual([`Working\n\n${hub.wish.marker}`]);
});

test("a person's comment with our marker is not ours, and one that a person deleted is made again", async () => {
  await using hub = await startIssue();
  const { ada, at } = hub.world;
  await ada.rest.issues.createComment({ ...at, issue_number: hub.issue.number, body: hub.wish.marker });
  const made = await ensureComment(hub.repo, hub.wish);
  expect(made.did).toBe("created");
  await ada.rest.issues.deleteComment({ ...at, comment_id: made.id });
  const again = await ensureComment({ ...hub.repo }, { ...hub.wish, knownId: made.id });
  expect(again.did).toBe("created");
  await ensureComment(hub.repo, { ...hub.wish, knownId: again.id, body: "Half" });
  await ada.rest.issues.deleteComment({ ...at, comment_id: again.id });
  expect((await ensureComment(hub.repo, { ...hub.wish, knownId: again.id, body: "Done" })).did).toBe(
    "created",
  );
});

test("a sticky comment that this process wrote is edited without a look at it before", async () => {
  await using hub = await startIssue();
  const { id: knownId } = await ensureComment(hub.repo, hub.wish);
  const asked: string[] = [];
  hub.divert(async ({ method }, serve) => {
    asked.push(method);
    return serve();
  });
  for (const body of ["Half", "Done"]) await ensureComment(hub.repo, { ...hub.wish, knownId, body });
  expect(asked).toEqual(["PATCH", "PATCH"]);
});

test("a reaction is there once, on an issue or a comment", async () => {
  await using hub = await startIssue();
  const on = { issue: hub.issue.number };
  const first = await ensureReaction(hub.repo, on, "eyes");
  expect(first.created).toBe(true);
  expect(await ensureReaction(hub.repo, on, "eyes")).toEqual({ id: first.id, created: false });
  const { id: comment } = await ensureComment(hub.repo, hub.wish);
  expect((await ensureReaction(hub.repo, { comment }, "+1")).created).toBe(true);
});
