import { expect, test } from "vitest";
import { decide } from "#src/core/decide.ts";
import { apply } from "#src/core/change.ts";
import { due } from "#src/core/due.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { linkedNeeds, mirrorState, shownStatus, statusLabel } from "#src/core/mirror-state.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { Status } from "#src/core/task.ts";
import { rootOf, type Task } from "#src/core/tree.ts";
import { execute, part, split as splitIn } from "./plans.ts";
import { Story } from "./story.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";

const now = 1_000_000;
const split = taskRow("root", { status: "split", size: "L" });

function words(...tasks: Task[]): string[] {
  return needsYou(treeOf(...tasks)).map(({ what }) => what);
}

test("a row that a person set to failed, or left without a word, is a need", () => {
  expect(words(split, taskRow("a", { status: "failed", reason: "no way" }))).toEqual(["no way"]);
  expect(words(split, taskRow("a", { status: "needs_human" }))).toEqual(["a decision"]);
  expect(words(split, taskRow("a", { status: "cancelled" }))).toEqual([
    "“Title of a” is cancelled; its parent waits for it",
  ]);
  expect(words(taskRow("root", { status: "cancelled" }))).toEqual([]);
});

test("a root that a person gave up has failed", () => {
  expect(stateOf(treeOf(taskRow("root", { status: "failed" })))).toBe("failed");
  expect(stateOf(treeOf(taskRow("root", { status: "cancelled" })))).toBe("failed");
});

test("what was set aside without a word, or by an earlier version, is asked about all the same", () => {
  const issue = { number: 7, id: 7, nodeId: "I" };
  const tree = treeOf(split, taskRow("a", { status: "needs_human", issue }));
  const asked = apply(tree, decide(tree, { type: "TimePassed" }, { now }));
  expect(asked.tasks.get("a")?.question).toMatchObject({ kind: "other", askedAt: now });
  expect(due(asked, { now }).map(({ key }) => key)).toContain("a/question/1");
});

test("a task closed by hand while its commit is judged stays closed, whatever the checks say", () => {
  const story = new Story({ planner: () => execute(), ci: () => "stuck" }).label();
  story.run(
    (at) => at.tree.tasks.size > 1 && at.task("Add a parser").attempts[0]?.judgement?.state === "pending",
  );
  const task = story.task("Add a parser");
  const tree = apply(story.tree, [{ task: { ...task, status: "done" }, lazy: false }]);
  const [attempt] = task.attempts;
  const read: TreeEvent = {
    type: "ChecksRead",
    task: task.id,
    about: "attempt",
    n: 1,
    sha: attempt?.headSha ?? "",
    state: "failed",
    checks: [],
    at: story.now,
  };
  const after = apply(tree, decide(tree, read, story)).tasks.get(task.id);
  expect(after).toMatchObject({ status: "done", attempts: [{ outcome: { class: "check" } }] });
});

const nested = {
  planner: ({ parent }: Task) =>
    parent === null
      ? splitIn("XL", [part("outer", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })])
      : splitIn("L", [part("one"), part("two")], { files: ["src/"] }),
};

test("a part that somebody opened again with bd is done once more, and what is above it is not ready until then", () => {
  const story = new Story(nested).label().run();
  expect(story.state).toBe("ready");
  const again = { ...story.task("one"), status: "queued" as const, reason: "opened again with bd" };
  story.tree = apply(story.tree, [{ task: again, lazy: false }]);
  story.tell({ type: "TimePassed" });
  expect(story.outline().slice(0, 3)).toEqual([
    "split XL Add a parser",
    "  split L outer",
    "    running S one",
  ]);
  story.run();
  expect(story.task("one").attempts).toHaveLength(2);
  expect(story.state).toBe("ready");
});

test("a part that somebody set aside with bd when all was done is waited for", () => {
  const story = new Story(nested).label().run();
  const aside = { ...story.task("other"), status: "needs_human" as const, reason: "set aside" };
  story.tree = apply(story.tree, [{ task: aside, lazy: false }]);
  story.tell({ type: "TimePassed" }).run();
  expect([story.state, story.needs]).toEqual(["waiting", ["set aside"]]);
});

test("checks are not asked for where the epic cannot be read, however long that takes", () => {
  const judgement = { sha: "", since: 0, next: "wait" as const, state: "pending" as const, checks: [] };
  const about = { status: "validating" as const, verify: "make", check: { n: 1, judgement } };
  const tree = treeOf(split, taskRow("a", { ...about, size: "L" }), taskRow("b", { parent: "a" }));
  const late = due(tree, { now: 1e12 }).filter(({ task, type }) => task === "a" && type !== "MirrorIssue");
  expect(late.map(({ type }) => type)).toEqual(["ReadEpic"]);
});

test("receipts without the number they answer count for what is waited for", () => {
  const check = {
    n: 1,
    judgement: { sha: "", since: 0, next: "wait", state: "pending", checks: [] },
  } as const;
  const root = taskRow("root", {
    status: "validating",
    size: "L",
    verify: "make",
    check: structuredClone(check) as never,
  });
  const tree = treeOf(root, taskRow("a", { status: "done" }));
  const [read] = decide(tree, { type: "EpicRead", task: "root", sha: "e1", at: now }, { now });
  expect(read?.task.check?.judgement).toMatchObject({ sha: "e1", next: "verify" });
  const { check: _, ...unchecked } = root;
  const merging = treeOf(unchecked, taskRow("a", { status: "done" }));
  const [merged] = decide(merging, { type: "DefaultMerged", outcome: "nothing", sha: "e2" }, { now });
  expect(merged?.task.facts).toMatchObject({ defaultMerged: true, epicSha: "e2" });
});

test("a permission that does not say whose it is, is that of who asked", () => {
  const { allowed: _, ...facts } = rootFacts();
  const tree = treeOf(taskRow("root", { facts }));
  const [change] = decide(tree, { type: "PermissionChecked", allowed: false }, { now });
  expect(change?.task.facts?.allowed).toBe(false);
});

test("events about tasks that are not there change nothing", () => {
  const tree = treeOf(split, taskRow("a"));
  const about = { task: "fx-nobody00", attempt: 1, n: 1, sha: "s", at: now };
  const events: TreeEvent[] = [
    { type: "AttemptDispatched", ...about, runId: 1, baseSha: "b" },
    { type: "AttemptReported", ...about, violations: [] },
    { type: "PatchPublished", ...about, branch: "b", headSha: "h" },
    { type: "PullRequestOpened", ...about, pullRequest: 1 },
    { type: "ChecksRead", ...about, about: "attempt", state: "passed", checks: [] },
    { type: "ChecksRead", ...about, task: "a", about: "attempt", state: "passed", checks: [] },
    { type: "ChecksRead", ...about, task: "a", about: "root", state: "passed", checks: [] },
    { type: "VerifyDispatched", ...about, about: "attempt", runId: 1 },
    { type: "PullRequestMerged", ...about },
    { type: "MergeRefused", ...about, why: "conflict", words: "" },
    { type: "MergeRefused", ...about, task: "a", why: "conflict", words: "" },
    { type: "EpicRead", ...about },
    { type: "PullRequestShut", ...about },
    { type: "RootPullRequestOpened", pullRequest: 1, headSha: "h", at: now },
    { type: "PullRequestClosed", pullRequest: 4711, merged: true, by: "alice" },
    { type: "RunEnded", runId: 4711, conclusion: "success" },
  ];
  const idle = apply(tree, decide(tree, { type: "TimePassed" }, { now }));
  for (const event of events) expect([event.type, decide(idle, event, { now })]).toEqual([event.type, []]);
});

test("an event of a version that is not ours changes nothing", () => {
  const tree = treeOf(split);
  expect(decide(tree, { type: "StarsAligned" } as unknown as TreeEvent, { now })).toEqual([]);
});

test("a tree without its root is a bug that says so", () => {
  expect(() => rootOf({ root: "gone", tasks: new Map() })).toThrow("tree gone has no root row");
});

test("only what needs a person has a label, and an effect that waits for a person shows on what is open", () => {
  const labelled = Status.options.flatMap((status) => (statusLabel(status) === undefined ? [] : [status]));
  expect(labelled).toEqual(["needs_human", "failed"]);
  const trouble = [{ key: "a/dispatch", count: 1, message: "no" }];
  expect(shownStatus(taskRow("a", { status: "running", trouble }))).toBe("needs_human");
  expect(shownStatus(taskRow("a", { status: "done", trouble }))).toBe("done");
});

test("a mirrored issue knows how many dependencies it shows", () => {
  const issue = { number: 7, id: 7, nodeId: "I" };
  const tree = treeOf(
    split,
    taskRow("a", { issue }),
    taskRow("b"),
    taskRow("c", { needs: ["a", "b", "gone"] }),
  );
  const mirrored = mirrorState(tree, tree.tasks.get("c") ?? split);
  expect(mirrored).toBe("|open|1");
  expect(linkedNeeds(taskRow("c", { mirrored }))).toBe(1);
  expect(linkedNeeds(taskRow("c"))).toBe(0);
});

test("a stopped tree is no tree that is ready", () => {
  const facts = rootFacts({ readyForReview: true, stopped: "closed", closed: ["issue"] });
  expect(stateOf(treeOf(taskRow("root", { status: "validating", facts })))).toBe("waiting");
});
