import { expect, test } from "vitest";
import { renderQuestion } from "#src/views/question.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { left } from "./left-rule.ts";
import { Talk } from "./talk.ts";

/** The worker on “one” asks, a rule answers, a person says otherwise, and what GitHub is to show of that is due. */
function overruled(): { story: Talk; comment: number } {
  const story = new Talk({
    ...chain,
    worker: (task, attempt) => (task.title === "one" && attempt === 1 ? blocked() : {}),
    ci: ({ about, task, n }) => (about === "attempt" && task.title === "one" && n === 2 ? "red" : "green"),
    preflight: () => ({ policies: [left] }),
  }).label();
  story.run((at) => isRunning(at) && at.task("one").question?.comment !== undefined);
  const comment = story.say("one", "/fractal answer b");
  story.run((at) => isRunning(at) && written(at).length > 1);
  return { story, comment };
}

function isRunning({ tree }: Talk): boolean {
  return [...tree.tasks.values()].some(({ title, status }) => title === "one" && status === "running");
}

function written(story: Talk): string[] {
  return story.did("WriteQuestion").flatMap(({ state }) => (state.startsWith("answered/") ? [state] : []));
}

function shown(story: Talk): string {
  return renderQuestion(story.tree, story.task("one"), story.question("one"));
}

test("that a rule's answer was overruled is written where the rule's was", () => {
  const { story } = overruled();
  story.run();
  expect(new Set(written(story)).size).toBe(2);
  expect(story.question("one").comment?.state).toBe(written(story).at(-1));
  expect(shown(story)).toContain("in place of rule left,");
});

test("who overruled a rule may put that right, and it is shown; talk there is no answer even at once", () => {
  const { story } = overruled();
  const { talked } = story;
  story.say("one", "Nice, @bob.");
  expect(story.talked).toBe(talked);
  story.now += 3_600_000;
  story.say("one", "/fractal answer The third way.");
  expect(story.last).toMatchObject({ state: "done", words: expect.stringContaining("you answered before") });
  expect(story.question("one").answer).toMatchObject({
    by: "alice",
    words: "The third way.",
    instead: "left",
  });
  expect(story.question("one").answer?.picked).toBeUndefined();
  story.run((at) => written(at).length > 2);
  expect(shown(story)).toContain("> The third way.");
  story.run();
  expect(story.state).toBe("ready");
});
