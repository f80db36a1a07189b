import { expect, test } from "vitest";
import { due } from "#src/core/due.ts";
import { chain } from "./chain.ts";
import { Talk } from "./talk.ts";

const keys = (story: Talk) =>
  due(story.tree, { now: story.now })
    .filter(({ type }) => type === "React")
    .map((effect) => [effect.key, "content" in effect && effect.content]);

test("a comment bears one reaction: what was seen and what came of it are never made side by side", () => {
  const story = new Talk(chain).label().run((at) => at.tree.tasks.size > 3);
  story.tell({
    type: "CommentWritten",
    issue: 1,
    comment: 7,
    by: "alice",
    body: "/fractal pause",
    at: 2_000_000,
  });
  const seen = keys(story);
  expect(seen).toEqual([[expect.stringMatching(/\/react\/7$/), "eyes"]]);
  story.judgeSaid();
  expect(keys(story)).toEqual([[seen[0]?.[0], "rocket"]]);
});

test("where two spoke in one comment the last of them is reacted to", () => {
  const story = new Talk(chain).label().run((at) => at.tree.tasks.size > 3);
  for (const [at, by] of [
    [2_000_000, "alice"],
    [2_001_000, "bob"],
  ] as const)
    story.tell({ type: "CommentWritten", issue: 1, comment: 7, by, body: `/fractal why ${by}`, at });
  expect(story.talked).toBe(2);
  expect(keys(story)).toHaveLength(1);
  story.judgeSaid().run();
  expect(story.did("React").at(-1)).toMatchObject({ comment: 7, at: 2_001_000, content: "rocket" });
});
