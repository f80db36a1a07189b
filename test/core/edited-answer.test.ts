import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { Talk } from "./talk.ts";

/** The worker on "one" asks twice, and each time something else. */
function asksTwice(): Talk {
  const story = new Talk({
    ...chain,
    worker: (task) => {
      const asked = task.question?.n ?? 0;
      return task.title !== "one" || asked > 1 ? {} : blocked(asked === 0 ? "Which way?" : "How far?");
    },
  }).label();
  story.run();
  return story;
}

test("an answer that is mended answers what it did before, and not what is asked by then", () => {
  const story = asksTwice();
  const first = story.say("one", "Go letf.");
  story.say("one", "And do not stop.", "bob");
  story.run();
  expect(story.question("one")).toMatchObject({ n: 2, title: "How far?" });
  story.write("one", { comment: first, body: "Go left." });
  expect(story.last).toEqual({ state: "done" });
  expect(story.question("one").answer).toBeUndefined();
  expect(story.task("one")).toMatchObject({
    status: "needs_human",
    guidance: [
      { text: "Question: Which way?\nAnswer: Go left." },
      { text: "Question: Which way?\nAnswer: And do not stop." },
    ],
  });
  story.say("one", "To the end.");
  story.run();
  expect(story.state).toBe("ready");
});

test("what was written before a question was asked, and is rewritten, does not answer it", () => {
  const story = new Talk({
    ...chain,
    worker: (task) => (task.title === "one" && task.guidance === undefined ? blocked() : {}),
  }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("one") > 0);
  const typo = story.write("one", { comment: 3, body: "/fractal retyr" });
  story.run();
  story.write("one", { comment: typo, body: "Never mind." });
  expect(story.last).toEqual({
    state: "no",
    words: "it was written before this was asked: answer in a new comment",
  });
  expect(story.question("one").answer).toBeUndefined();
});
