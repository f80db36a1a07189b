import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const chain: Script = { planner: () => split("L", [part("a"), part("b", { dependsOn: [0] }), part("c")]) };
const nested: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("outer", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })])
      : split("L", [part("a"), part("b", { dependsOn: [0] })], { files: ["src/"] }),
};

/** Tells what a person did to the issue of a task. */
function closes(story: Story, title: string, as: "completed" | "not_planned", by = "alice"): Story {
  return story.tell({ type: "IssueClosed", issue: story.issueOf(title), as, by });
}
function reopens(story: Story, title: string): Story {
  return story.tell({ type: "IssueReopened", issue: story.issueOf(title), by: "alice" });
}

test("a stranger's label starts nothing; one set again by somebody who may write does", () => {
  const story = new Story({ ...chain, mayWrite: (login) => login === "alice" }).label("mallory").run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["@mallory may not start work here: write access is needed"]);
  expect(story.did("Comment").map(({ topic }) => topic)).toEqual(["not-allowed/mallory"]);
  expect(story.did("AcknowledgeRequest")).toHaveLength(1);
  expect(story.did("RunPreflight")).toEqual([]);

  story.label("alice", { body: "It parses, really." }).run();
  expect(story.root.facts).toMatchObject({ requestedBy: "alice", spec: "It parses, really." });
  expect(story.state).toBe("ready");
  story.label("mallory", { body: "Mine." }).run();
  expect(story.root.facts.requestedBy).toBe("alice");
});

test("what stands in the way is said with its remedy before any money is spent, and looked at again on a restart", () => {
  const problem = { code: "workflow", what: "fractal-worker.yml is missing", remedy: "add it" };
  const story = new Story({ ...chain, preflight: (round) => (round === 1 ? { problems: [problem] } : {}) });
  story.label().run();
  expect(story.needs).toEqual(["fractal-worker.yml is missing"]);
  expect(story.did("EnsureEpic")).toEqual([]);
  expect(story.did("Comment").map(({ topic }) => topic.split("/")[0])).toEqual(["preflight"]);
  story.tell({ type: "Restarted" }).run();
  expect(story.state).toBe("ready");
});

test("the root's issue stops the tree when it is closed, and lets it go on when it is opened again", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("Dispatch").length > 0);
  const closed = { type: "IssueClosed" as const, issue: 1, as: "not_planned" as const, by: "alice" };
  story.tell(closed).tell(closed).run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["@alice closed the issue; reopen it to go on"]);
  const dispatched = story.did("Dispatch").length;
  story.tell({ type: "IssueReopened", issue: 1, by: "alice" }).run();
  expect(story.state).toBe("ready");
  expect(story.did("Dispatch").length).toBeGreaterThan(dispatched);
});

test("a task closed as not planned is cancelled; what needs it waits, and so does its parent", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("c") > 0);
  closes(story, "a", "not_planned").run();
  expect(story.outline()).toEqual(["split L Add a parser", "  cancelled S a", "  queued S b", "  done S c"]);
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["@alice closed “a” as not planned; “b”, its parent wait for it"]);
  expect(moneyOf(story.tree).reservedUsd).toBe(0);
  closes(story, "b", "not_planned").run();
  expect(story.needs[1]).toBe("@alice closed “b” as not planned; its parent waits for it");
  reopens(story, "a").run();
  reopens(story, "b").run();
  expect(story.state).toBe("ready");
});

test.each(["AskPlanner", "Dispatch", "CollectReport", "OpenPullRequest", "ReadChecks"] as const)(
  "closed as not planned right after %s: what was under way is settled, and a reopened task does it again",
  (moment) => {
    const story = new Story({
      planner: (task) =>
        task.parent === null ? split("XL", [part("a"), part("b", { size: "L" })]) : execute(),
    });
    story.label();
    const isThere = (at: Story) =>
      at.tree.tasks.size > 1 &&
      at.did(moment).some(({ task }) => task === at.task("b").id) &&
      at.issueOf("b") > 0;
    story.run(isThere);
    closes(story, "b", "not_planned").run();
    expect(story.task("b").status).toBe("cancelled");
    expect(moneyOf(story.tree).reservedUsd).toBe(0);
    expect(story.task("b").attempts.every(({ outcome, usage }) => outcome && usage)).toBe(true);
    reopens(story, "b").run();
    expect(story.task("b").status).toBe("needs_human");
    expect(
      story
        .did("AskPlanner")
        .map(({ key }) => key)
        .sort(),
    ).toEqual([...new Set(story.did("AskPlanner").map(({ key }) => key))].sort());
  },
);

test("reopened while its old run is being cancelled, it waits for that and starts afresh", () => {
  const story = new Story({
    ...chain,
    worker: (task, n) => ({ lost: task.title === "a" && n === 1 }),
  }).label();
  story.run(
    (at) => at.tree.tasks.size > 1 && at.task("a").attempts[0]?.runId !== undefined && at.issueOf("a") > 0,
  );
  closes(story, "a", "not_planned");
  reopens(story, "a").run();
  expect(story.did("CancelRun")).toHaveLength(1);
  expect(story.task("a").attempts).toHaveLength(2);
  expect(story.state).toBe("ready");
});

test.each([
  ["under way is charged in full, and its reply is too late", false, 0.0072],
  ["that failed cost nothing", true, undefined],
])("closed while it is planned: a planner call %s", (_, fails, usd) => {
  const story = new Story({
    ...nested,
    fail: ({ type, task }) =>
      fails && type === "AskPlanner" && task !== story.tree.root ? "retry" : undefined,
  });
  story.label().run((at) => at.did("AskPlanner").length === 2);
  const issue = { number: 77, id: 77, nodeId: "I_77" };
  story.tell({ type: "IssueMirrored", task: story.task("outer").id, issue, state: "" });
  if (fails) story.run((at) => at.task("outer").trouble.length > 0);
  closes(story, "outer", "not_planned").run();
  expect(story.task("outer")).toMatchObject({ status: "cancelled", trouble: [] });
  expect(story.task("outer").planUsage?.usd).toBe(usd);
  expect(moneyOf(story.tree).reservedUsd).toBe(0);
});

test("closed as completed, a person did it: its check must hold on the epic branch", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("a") > 0);
  closes(story, "a", "completed");
  closes(story, "a", "completed").run();
  expect(story.task("a")).toMatchObject({ status: "done", check: { n: 1 } });
  expect(story.state).toBe("ready");
});

test("closed as completed, but its check is red: a person is told; after they mended it, it is run again", () => {
  const story = new Story({
    ...chain,
    ci: ({ about, n }) => (about === "check" && n === 1 ? "red" : "green"),
  });
  story.label().run((at) => at.tree.tasks.size > 1 && at.issueOf("a") > 0);
  closes(story, "a", "completed").run();
  expect(story.needs).toEqual([
    "@alice closed it as completed, but `npm test` is red on the epic branch: mend it there and close the issue again, or close it as not planned",
  ]);
  closes(story, "a", "completed").run();
  expect(story.state).toBe("ready");
});

test("done by a person, then taken back: it is done by a worker, and the old check says nothing", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("c") > 0);
  closes(story, "c", "completed").run();
  expect(story.state).toBe("ready");
  expect(story.task("c").attempts.some(({ mergedSha }) => mergedSha)).toBe(false);
  reopens(story, "c");
  expect(story.state).toBe("working");
  expect(story.root.status).toBe("split");
  story.run();
  expect(story.task("c").attempts.at(-1)?.mergedSha).toBeDefined();
  expect(story.state).toBe("ready");
});

test("what has no check is done when a person says so", () => {
  const story = new Story(nested).label();
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("b") > 0);
  closes(story, "outer", "completed").run();
  expect(story.outline()).toEqual([
    "validating XL Add a parser",
    "  done L outer",
    "    cancelled S a",
    "    cancelled S b",
    "  done S other",
  ]);
  expect(story.state).toBe("ready");
});

test("a parent that is cancelled takes its parts with it, and brings them back", () => {
  const story = new Story(nested).label();
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("b") > 0);
  closes(story, "b", "not_planned", "bob");
  closes(story, "outer", "not_planned").run();
  expect(story.needs).toEqual(["@alice closed “outer” as not planned; its parent waits for it"]);
  reopens(story, "outer").run();
  expect(story.outline()).toEqual([
    "split XL Add a parser",
    "  split L outer",
    "    done S a",
    "    cancelled S b",
    "  done S other",
  ]);
  reopens(story, "b").run();
  expect(story.state).toBe("ready");
});

test("a part that is reopened opens its parents", () => {
  const story = new Story(nested).label();
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("b") > 0);
  closes(story, "outer", "not_planned").run();
  reopens(story, "a").run();
  expect(story.needs).toEqual(["its parent was closed; its parent waits for it"]);
  reopens(story, "b").run();
  expect(story.state).toBe("ready");
});

test("issues that are no task's, are done, or were never closed change nothing", () => {
  const story = new Story(chain).label().run();
  const before = story.tree;
  closes(story, "a", "not_planned");
  reopens(story, "a");
  story.tell({ type: "IssueClosed", issue: 4711, as: "completed", by: "alice" });
  story.tell({ type: "IssueReopened", issue: 4711, by: "alice" });
  story.tell({ type: "IssueReopened", issue: 1, by: "alice" });
  story.tell({ type: "IssueEdited", issue: 4711, by: "alice" });
  story.tell({ type: "PullRequestReopened", pullRequest: 4711, by: "alice" });
  story.tell({ type: "PullRequestReopened", pullRequest: story.root.facts.pullRequest ?? 0, by: "alice" });
  expect(story.tree).toEqual(before);
});

test("an edited text is noticed and answered, and changes nothing else", () => {
  const story = new Story(chain).label().run();
  story.tell({ type: "IssueEdited", issue: story.issueOf("a"), by: "alice" }).run();
  story.tell({ type: "IssueEdited", issue: story.issueOf("a"), by: "alice" }).run();
  expect(story.did("Comment").map(({ topic }) => topic)).toEqual(["edited/1", "edited/2"]);
  expect(story.state).toBe("ready");
});

test("leaves that people merge wait for them, and that is said", () => {
  const script: Script = { ...chain, config: { review: { leaf: "human" } } };
  const story = new Story(script).label().run();
  expect(story.state).toBe("waiting");
  const pull = (title: string) => story.task(title).attempts.at(-1)?.pullRequest ?? 0;
  expect(story.needs).toEqual([
    `the checks of pull request #${pull("a")} are green, and leaves are merged by people here`,
    `the checks of pull request #${pull("c")} are green, and leaves are merged by people here`,
  ]);
  for (const title of ["a", "c"])
    story
      .tell({
        type: "PullRequestClosed",
        pullRequest: pull(title),
        merged: true,
        mergedSha: "m",
        by: "alice",
      })
      .run();
  story.tell({ type: "PullRequestClosed", pullRequest: pull("b"), merged: true, by: "alice" }).run();
  expect(story.state).toBe("ready");
  expect(story.task("b").attempts[0]?.mergedSha).toBe("");
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
  story.run((at) => at.tree.tasks.size > 1 && at.task("a").attempts[0]?.pullRequest !== undefined);
  const pullRequest = story.task("a").attempts[0]?.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "alice" });
  expect(story.needs).toEqual([`@alice closed pull request #${pullRequest} without merging it`]);
});

test("a person may merge an earlier attempt: the one under way is given up", () => {
  const story = new Story({
    ...chain,
    ci: ({ task, n }) => (task.title === "a" && n === 1 ? "red" : "green"),
  }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("a").attempts.length === 2);
  const pullRequest = story.task("a").attempts[0]?.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by: "alice" }).run();
  expect(story.task("a")).toMatchObject({
    status: "done",
    attempts: [{ mergedSha: "m" }, { outcome: { class: "infra" } }],
  });
  expect(story.state).toBe("ready");
});

test("merging what was split since leaves the parts to be done", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("big", { size: "M" }), part("small")])
        : split("M", [
            part("half", { files: ["src/big.js"] }),
            part("rest", { files: ["src/big.js"], dependsOn: [0] }),
          ]),
    ci: ({ task }) => (task.title === "big" ? "red" : "green"),
  });
  story.label().run((at) => at.tree.tasks.size === 5);
  const pullRequest = story.task("big").attempts[0]?.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by: "alice" });
  expect(story.task("big").status).toBe("split");
  story.run();
  expect(story.state).toBe("ready");
});

test("a merge that was on its way when the task was closed counts", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("MergePullRequest").length > 0 && at.issueOf("a") > 0);
  closes(story, "a", "not_planned").run();
  expect(story.task("a")).toMatchObject({ status: "done" });
});
