import { expect, test } from "vitest";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const oneLeaf: Script = { planner: () => execute() };

/** Up to the moment when the checks of the leaf's pull request are waited for. */
function waiting(script: Script): Story {
  const story = new Story(script).label();
  return story.run(
    (at) => at.tree.tasks.size > 1 && at.task("Add").attempts.at(-1)?.judgement?.next === "wait",
  );
}

test.each([
  ["own checks", {}, "ask"],
  ["a verify command", { config: { ci: "verify" as const, verify: "npm test" } }, "verify"],
] as const)(
  "what a person pushes onto a leaf's branch is judged in place of it, by %s",
  (_by, more, next) => {
    const story = waiting({ ...oneLeaf, ...more });
    const pullRequest = story.task("Add").attempts[0]?.pullRequest ?? 0;
    story.tell({ type: "PullRequestPushed", pullRequest, sha: "by hand" });
    expect(story.task("Add").attempts).toMatchObject([
      { headSha: "by hand", judgement: { sha: "by hand", next } },
    ]);
    const { tree } = story;
    story.tell({ type: "PullRequestPushed", pullRequest, sha: "by hand" });
    story.tell({ type: "PullRequestPushed", pullRequest });
    story.tell({ type: "PullRequestPushed", pullRequest: 4711, sha: "elsewhere" });
    expect(story.tree.tasks.get(story.task("Add").id)).toBe(tree.tasks.get(story.task("Add").id));
    story.run();
    expect(story.did("MergePullRequest")).toMatchObject([{ sha: "by hand" }]);
    expect(story.state).toBe("ready");
  },
);

test("a push onto the branch of an attempt that ended is nobody's concern", () => {
  const story = new Story(oneLeaf).label().run();
  const [attempt] = story.task("Add").attempts;
  story.tell({ type: "PullRequestPushed", pullRequest: attempt?.pullRequest ?? 0, sha: "too late" });
  expect(story.task("Add").attempts).toEqual([attempt]);
});

test("an attempt before it stays what it was", () => {
  const story = new Story({
    ...oneLeaf,
    ci: ({ about, n }) => (about === "attempt" && n === 1 ? "red" : "green"),
  }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("Add").attempts[1]?.judgement?.next === "wait");
  const [first, second] = story.task("Add").attempts;
  story.tell({ type: "PullRequestPushed", pullRequest: second?.pullRequest ?? 0, sha: "by hand" });
  expect(story.task("Add").attempts).toMatchObject([first ?? {}, { headSha: "by hand" }]);
});

test("a push to the whole while it is not judged is read when it is", () => {
  const story = new Story({
    ...oneLeaf,
    ci: ({ about, n }) => (about === "root" && n === 1 ? "red" : "green"),
  });
  story.label().run((at) => at.did("OpenRootPullRequest").length > 0 && at.root.status === "split");
  const { tree } = story;
  const pullRequest = story.root.facts.pullRequest ?? 0;
  expect(pullRequest).toBeGreaterThan(0);
  story.tell({ type: "PullRequestPushed", pullRequest, sha: "by hand" });
  expect(story.root.facts.judgement).toBeUndefined();
  expect(story.tree.tasks.size).toBe(tree.tasks.size);
  expect(story.run().state).toBe("ready");
});
