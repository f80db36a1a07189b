import { expect, test } from "vitest";
import { apply } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { configOf } from "./config-of.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";

/** A tree that is full when it is ready; `room.nodesMax` is what its configuration says when it is read. */
function full() {
  const room = { nodesMax: 3 };
  const broken = { code: "config", what: "fractal.yml has an unknown key", remedy: "take it out" };
  const read = { isBroken: false };
  const story = new Story({
    planner: ({ parent }) => (parent === null ? split("XL", [part("one"), part("two")]) : execute()),
    preflight: () => ({
      config: configOf({ limits: { ...room } }),
      problems: read.isBroken ? [broken] : [],
    }),
    fail: (effect) => (effect.type === "RunPreflight" && read.isBroken ? "human" : undefined),
  });
  return { story: story.label().run(), room, read };
}

const asks = "would be one task more than the 3 that a tree may have: raise limits.nodesMax";

function review(story: Story, id: number, body: string): Story {
  const pullRequest = story.root.facts.pullRequest ?? 0;
  return story.tell({ type: "ChangesRequested", pullRequest, review: id, by: "ann", body });
}

function retry(story: Story, comment: number): Story {
  return say(story, comment, "/fractal retry");
}

function say(story: Story, comment: number, body: string): Story {
  const about = { issue: 1, comment, by: "ann", at: 3_000_000 + comment };
  return story.tell({ type: "CommentWritten", ...about, body }).run();
}

test("a review that finds no room is asked about and kept, and is built when there is room", () => {
  const { story, room } = full();
  review(story, 77, "Rename foo to bar.").run();
  expect(story.state).toBe("waiting");
  expect(story.root.facts.readyForReview).toBe(false);
  expect(story.needs).toEqual([expect.stringContaining(asks)]);
  retry(story, 900_001);
  expect([story.state, story.root.question?.n]).toEqual(["waiting", 2]);
  room.nodesMax = 4;
  retry(story, 900_002);
  expect(story.state).toBe("ready");
  expect(story.task("Changes requested")).toMatchObject({ status: "done", objective: "Rename foo to bar." });
});

test("of two reviews the one that finds room is built first, and then the other is asked about", () => {
  const { story, room } = full();
  room.nodesMax = 4;
  story.tell({ type: "Restarted" }).run();
  review(review(story, 77, "First."), 78, "Second.").run();
  expect(story.task("Changes requested")).toMatchObject({ status: "done", objective: "First." });
  expect(story.state).toBe("waiting");
  room.nodesMax = 5;
  story.tell({ type: "Restarted" }).run();
  expect([...story.tree.tasks.values()].map(({ objective }) => objective)).toContain("Second.");
  expect(story.state).toBe("ready");
});

test("what must change in a pull request that was closed unmerged is kept as well", () => {
  const { story, room } = full();
  story.shut(story.root.facts.pullRequest ?? 0).run();
  const about = { issue: 1, comment: 900_001, by: "ann", at: 3_000_000 };
  story.tell({ type: "CommentWritten", ...about, body: "Use tabs." }).run();
  expect(story.needs).toEqual([expect.stringContaining(asks)]);
  room.nodesMax = 4;
  retry(story, 900_002);
  expect(story.task("Changes requested")).toMatchObject({ status: "done", objective: "Use tabs." });
  expect(story.state).toBe("ready");
});

test("as long as the configuration cannot be read anew, the tree is not ready without the review", () => {
  const { story, room, read } = full();
  review(story, 77, "Rename foo to bar.").run();
  read.isBroken = true;
  retry(story, 900_001);
  expect([story.state, story.root.facts.readyForReview]).toEqual(["waiting", false]);
  expect(story.needs).toEqual(["RunPreflight failed"]);
  read.isBroken = false;
  room.nodesMax = 4;
  story.tell({ type: "Restarted" }).run();
  expect(story.task("Changes requested").status).toBe("done");
  expect(story.state).toBe("ready");
});

test("a review that waits for room makes nothing in a tree that was cancelled meanwhile", () => {
  const { story, room } = full();
  review(story, 77, "Rename foo to bar.").run();
  say(story, 900_001, "/fractal cancel");
  room.nodesMax = 4;
  story.tell({ type: "Restarted" }).run();
  expect(story.root.status).toBe("cancelled");
  expect(story.tree.tasks.size).toBe(3);
});

test("a review waits while a root that somebody set aside with bd is planned anew", () => {
  const { story } = full();
  const { facts } = story.root;
  const review = { id: 77, by: "ann", body: "Rename foo to bar.", state: "allowed" as const };
  const aside = { ...story.root, status: "blocked" as const, facts: { ...facts, reviews: [review] } };
  const tree = apply(story.tree, [{ task: aside, lazy: false }]);
  const after = apply(tree, decide(tree, { type: "TimePassed" }, { now: story.now }));
  expect(after.tasks.size).toBe(3);
  expect(after.tasks.get(story.root.id)).toMatchObject({ facts: { reviews: [review] } });
});
