import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { apply } from "#src/core/change.ts";
import { due } from "#src/core/due.ts";
import { chain } from "./chain.ts";
import { nested } from "./nested.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";

test("a task closed as not planned is cancelled; what needs it waits, and so does its parent", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("three") > 0);
  story.close("one", "not_planned").run();
  expect(story.outline()).toEqual([
    "split L Add a parser",
    "  cancelled S one",
    "  queued S two",
    "  done S three",
  ]);
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["“one” was dropped: shall the rest go on without it?"]);
  expect(moneyOf(story.tree).reservedUsd).toBe(0);
  story.close("two", "not_planned").run();
  expect(story.needs[1]).toBe("“two” was dropped: shall the rest go on without it?");
  story.reopen("one").run();
  story.reopen("two").run();
  expect(story.state).toBe("ready");
});

test("a pull request that was on its way when its task was closed is closed, when it is heard of", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("OpenPullRequest").some(({ task }) => task === at.task("one").id));
  expect([story.issueOf("one") > 0, story.task("one").attempts[0]?.pullRequest]).toEqual([true, undefined]);
  story.close("one", "not_planned").run();
  const [{ pullRequest = 0 } = {}] = story.task("one").attempts;
  expect(story.did("ClosePullRequest").at(-1)).toMatchObject({ task: story.task("one").id, pullRequest });
  expect(story.task("one").attempts[0]).toMatchObject({ shut: true });
});

test("one that may have been opened, and was forgotten in a kill, is looked for when its task is closed", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.pullRequest !== undefined);
  const task = story.task("one");
  const attempts = task.attempts.map(
    ({ headSha: _h, branch: _b, judgement: _j, pullRequest: _p, ...attempt }) => attempt,
  );
  story.tree = apply(story.tree, [{ task: { ...task, attempts }, lazy: false }]);
  story.close("one", "not_planned");
  expect(story.task("one").attempts[0]?.outcome?.class).toBe("infra");
  const looks = due(story.tree, story).filter(({ type }) => type === "ClosePullRequest");
  expect(looks).toEqual([{ type: "ClosePullRequest", task: task.id, key: `${task.id}/1/close`, attempt: 1 }]);
  story.tell({ type: "PullRequestShut", task: task.id, attempt: 1, pullRequest: 4711 }).run();
  expect(story.task("one").attempts[0]).toMatchObject({ pullRequest: 4711, shut: true });
});

test.each(["AskPlanner", "Dispatch", "CollectReport", "OpenPullRequest", "ReadChecks"] as const)(
  "closed as not planned right after %s: what was under way is settled, and a reopened task does it again",
  (moment) => {
    const story = new Story({
      planner: (task) =>
        task.parent === null ? split("XL", [part("one"), part("two", { size: "L" })]) : execute(),
    });
    story.label();
    const isThere = (at: Story) =>
      at.tree.tasks.size > 1 &&
      at.did(moment).some(({ task }) => task === at.task("two").id) &&
      at.issueOf("two") > 0;
    story.run(isThere);
    story.close("two", "not_planned").run();
    expect(story.task("two").status).toBe("cancelled");
    expect(moneyOf(story.tree).reservedUsd).toBe(0);
    expect(story.task("two").attempts.every(({ outcome, usage }) => outcome && usage)).toBe(true);
    story.reopen("two").run();
    expect(story.task("two").status).toBe("needs_human");
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
    worker: (task, n) => ({ lost: task.title === "one" && n === 1 }),
  }).label();
  story.run(
    (at) =>
      at.tree.tasks.size > 1 && at.task("one").attempts[0]?.runId !== undefined && at.issueOf("one") > 0,
  );
  story.close("one", "not_planned");
  story.reopen("one").run();
  expect(story.did("CancelRun")).toHaveLength(1);
  expect(story.task("one").attempts).toHaveLength(2);
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
  story.close("outer", "not_planned").run();
  expect(story.task("outer")).toMatchObject({ status: "cancelled", trouble: [] });
  expect(story.task("outer").planUsage?.usd).toBe(usd);
  expect(moneyOf(story.tree).reservedUsd).toBe(0);
});

test("closed as completed, a person did it: its check must hold on the epic branch", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("one") > 0);
  story.close("one", "completed");
  story.close("one", "completed").run();
  expect(story.task("one")).toMatchObject({ status: "done", check: { n: 1 } });
  expect(story.state).toBe("ready");
});

test("closed as completed, but its check is red: a person is told; after they mended it, it is run again", () => {
  const story = new Story({
    ...chain,
    ci: ({ about, n }) => (about === "check" && n === 1 ? "red" : "green"),
  });
  story.label().run((at) => at.tree.tasks.size > 1 && at.issueOf("one") > 0);
  story.close("one", "completed").run();
  expect(story.needs).toEqual([
    "@alice closed it as completed, but `npm test` is red on the epic branch: mend it there and close the issue again, or close it as not planned",
  ]);
  story.close("one", "completed").run();
  expect(story.state).toBe("ready");
});

test("done by a person, then taken back: it is done by a worker, and the old check says nothing", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("three") > 0);
  story.close("three", "completed").run();
  expect(story.state).toBe("ready");
  expect(story.task("three").attempts.some(({ mergedSha }) => mergedSha)).toBe(false);
  story.reopen("three");
  expect(story.state).toBe("working");
  expect(story.root.status).toBe("split");
  story.run();
  expect(story.task("three").attempts.at(-1)?.mergedSha).toBeDefined();
  expect(story.state).toBe("ready");
});

test("what has no check is done when a person says so", () => {
  const story = new Story(nested).label();
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("two") > 0);
  story.close("outer", "completed").run();
  expect(story.outline()).toEqual([
    "validating XL Add a parser",
    "  done L outer",
    "    cancelled S one",
    "    cancelled S two",
    "  done S other",
  ]);
  expect(story.state).toBe("ready");
});

test("a parent that is cancelled takes its parts with it, and brings them back", () => {
  const story = new Story(nested).label();
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("two") > 0);
  story.close("two", "not_planned", "bob");
  story.close("outer", "not_planned").run();
  expect(story.needs).toEqual(["“outer” was dropped: shall the rest go on without it?"]);
  story.reopen("outer").run();
  expect(story.outline()).toEqual([
    "split XL Add a parser",
    "  split L outer",
    "    done S one",
    "    cancelled S two",
    "  done S other",
  ]);
  story.reopen("two").run();
  expect(story.state).toBe("ready");
});

test("a part that is reopened opens its parents", () => {
  const story = new Story(nested).label();
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("two") > 0);
  story.close("outer", "not_planned").run();
  story.reopen("one").run();
  expect(story.needs).toEqual(["“two” was dropped: shall the rest go on without it?"]);
  story.reopen("two").run();
  expect(story.state).toBe("ready");
});

test("a task with parts that is reopened while all of them are done is closed again at once", () => {
  const story = new Story(nested).label().run();
  const { id } = story.task("outer");
  const mirrorings = () => story.did("MirrorIssue").filter(({ task }) => task === id).length;
  const before = mirrorings();
  story.reopen("outer").run();
  expect(story.task("outer").status).toBe("done");
  expect(mirrorings()).toBe(before + 1);
});

test("a part that was done and is reopened is done once more, and so is the whole", () => {
  const story = new Story(chain).label().run();
  expect(story.state).toBe("ready");
  story.reopen("one");
  expect(story.task("one")).toMatchObject({ status: "running", reason: "@alice reopened it" });
  expect(story.root.facts.readyForReview).toBe(false);
  story.run();
  expect(story.task("one").attempts.map(({ mergedSha }) => mergedSha)).toEqual([
    expect.any(String),
    expect.any(String),
  ]);
  expect(story.state).toBe("ready");
});

test("issues that are no task's, are done, or were never closed change nothing", () => {
  const story = new Story(chain).label().run();
  const before = story.tree;
  story.close("one", "not_planned");
  story.tell({ type: "IssueClosed", issue: 4711, as: "completed", by: "alice" });
  story.tell({ type: "IssueReopened", issue: 4711, by: "alice" });
  story.reopen(1);
  story.tell({ type: "IssueEdited", issue: 4711, by: "alice" });
  story.tell({ type: "PullRequestReopened", pullRequest: 4711, by: "alice" });
  story.tell({ type: "PullRequestReopened", pullRequest: story.root.facts.pullRequest ?? 0, by: "alice" });
  // That they were said is all that is remembered.
  const { wished: _wished, ...facts } = story.root.facts;
  const parts = (tree: typeof before) => [...tree.tasks.values()].filter(({ parent }) => parent !== null);
  expect(parts(story.tree)).toEqual(parts(before));
  expect({ ...before.tasks.get(story.root.id)?.facts, wished: undefined }).toEqual({
    ...facts,
    wished: undefined,
  });
});
