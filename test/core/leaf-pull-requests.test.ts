import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { splitsWhenRed } from "./splits-when-red.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

test("leaves that people merge wait for them, and that is said", () => {
  const script: Script = { ...chain, config: { review: { leaf: "human" } } };
  const story = new Story(script).label().run();
  expect(story.state).toBe("waiting");
  const pull = (title: string) => story.task(title).attempts.at(-1)?.pullRequest ?? 0;
  expect(story.needs).toEqual([
    `the checks of pull request #${pull("one")} are green, and leaves are merged by people here`,
    `the checks of pull request #${pull("three")} are green, and leaves are merged by people here`,
  ]);
  for (const title of ["one", "three"])
    story
      .tell({
        type: "PullRequestClosed",
        pullRequest: pull(title),
        merged: true,
        mergedSha: "m",
        by: "alice",
      })
      .run();
  story.tell({ type: "PullRequestClosed", pullRequest: pull("two"), merged: true, by: "alice" }).run();
  expect(story.state).toBe("ready");
  expect(story.task("two").attempts[0]?.mergedSha).toBe("");
});

test("with all slots taken by pull requests that wait for people, money is not what is missing", () => {
  const script: Script = {
    ...chain,
    config: { review: { leaf: "human" }, limits: { parallelLeavesMax: 1 } },
  };
  const story = new Story(script).label().run();
  expect(story.needs).toHaveLength(1);
});

test("a leaf's pull request that a person closes is a question to them", () => {
  const story = new Story({ ...chain, ci: () => "stuck" }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.pullRequest !== undefined);
  const pullRequest = story.task("one").attempts[0]?.pullRequest ?? 0;
  story.shut(pullRequest);
  expect(story.needs).toEqual([`@alice closed pull request #${pullRequest} without merging it`]);
});

test("a person may merge an earlier attempt: the one under way is given up", () => {
  const story = new Story({
    ...chain,
    ci: ({ task, n }) => (task.title === "one" && n === 1 ? "red" : "green"),
  }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts.length === 2);
  const pullRequest = story.task("one").attempts[0]?.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by: "alice" }).run();
  expect(story.task("one")).toMatchObject({
    status: "done",
    attempts: [{ mergedSha: "m" }, { outcome: { class: "infra" } }],
  });
  expect(story.state).toBe("ready");
});

test("merging what was split since leaves the parts to be done", () => {
  const story = new Story(splitsWhenRed);
  story.label().run((at) => at.tree.tasks.size === 5);
  const pullRequest = story.task("big").attempts[0]?.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by: "alice" });
  expect(story.task("big").status).toBe("split");
  story.run();
  expect(story.state).toBe("ready");
});

test("a merge that was on its way when the task was closed counts", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("MergePullRequest").length > 0 && at.issueOf("one") > 0);
  story.close("one", "not_planned").run();
  expect(story.task("one")).toMatchObject({ status: "done" });
});

test("a merge says which pull request it was, where a kill lost that it was opened", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.headSha !== undefined);
  const { id } = story.task("one");
  const merged = { type: "PullRequestMerged", task: id, attempt: 1, sha: "merge" } as const;
  story.tell({ ...merged, pullRequest: 77 });
  expect(story.task("one")).toMatchObject({
    status: "done",
    attempts: [{ pullRequest: 77, mergedSha: "merge" }],
  });

  const older = new Story(chain).label();
  older.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.headSha !== undefined);
  older.tell(merged);
  expect(older.task("one").attempts[0]).toMatchObject({ mergedSha: "merge" });
  expect(older.task("one").attempts[0]?.pullRequest).toBeUndefined();
});

test("a pull request that is heard of late belongs to its own attempt, not to the one under way", () => {
  const story = new Story({
    ...chain,
    fail: (effect) => (effect.type === "OpenPullRequest" && effect.attempt === 1 ? "retry" : undefined),
  }).label();
  const isFirst = (at: Story) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.headSha !== undefined;
  story.run(isFirst);
  story.close("one", "not_planned").reopen("one");
  story.run((at) => at.task("one").attempts.length === 2);
  const { id } = story.task("one");
  story.tell({ type: "PullRequestOpened", task: id, attempt: 1, pullRequest: 77, at: story.now });
  const [first, second] = story.task("one").attempts;
  expect([first?.pullRequest, second?.pullRequest]).toEqual([77, undefined]);
});

test("closing the pull request of an attempt that ended says nothing of the one under way", () => {
  const ci: Script["ci"] = ({ task, n }) => (task.title === "one" && n === 1 ? "red" : "green");
  const story = new Story({ ...chain, ci }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts.length === 2);
  const before = story.task("one");
  const pullRequest = before.attempts[0]?.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "eve" });
  expect([story.task("one"), story.root.facts.wishes]).toEqual([before, []]);
});

test("a pull request at the end that two people close at once is asked about once", () => {
  const story = new Story(chain).label().run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  for (const by of ["alice", "bob"])
    story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by });
  for (const { n, by: login } of story.root.facts.wishes)
    story.tell({ type: "PermissionChecked", login, wish: n, allowed: true });
  expect(story.root.facts).toMatchObject({ closed: ["pull-request"], wishes: [] });
  expect(story.root.facts.stopped).toContain("@alice closed");
  expect(story.root.question?.n).toBe(1);
});
