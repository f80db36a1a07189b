import { expect, test } from "vitest";
import { guidanceFor, toldTo } from "#src/core/guidance.ts";
import type { Guidance } from "#src/core/question.ts";
import { routerPacket } from "#src/core/router-packet.ts";
import { Task, type Tree } from "#src/core/tree.ts";
import { bareReport } from "./bare-report.ts";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";

const story = new Story({ planner: () => execute() }).label().run();
const long = "日本 ".repeat(20_000);

function said(text: string, at: number): Guidance {
  return { from: "person", by: "alice", text, at };
}

/** A tree whose one leaf has these rows' fields. */
function treeWith(leaf: Partial<Task>, root: Partial<Task> = {}): { tree: Tree; task: Task } {
  const before = story.task("Add a parser");
  const task = Task.parse({ ...before, ...leaf });
  const tasks = new Map([...story.tree.tasks, [task.id, task], [story.root.id, { ...story.root, ...root }]]);
  return { tree: { root: story.tree.root, tasks }, task };
}

const failed = {
  rung: 0,
  model: "small",
  startedAt: 1,
  reservedUsd: 1,
  outcome: { class: "check" as const, reason: "red: test", digest: "expected 1, got 2" },
};

test("a task that nobody said anything to has no guidance", () => {
  const { tree, task } = treeWith({ guidance: undefined });
  expect(routerPacket(tree, task, { bytesMax: 20_000, maySplit: true }).guidance).toEqual([]);
  expect(guidanceFor(tree, task)).toEqual([]);
});

test("the router is told the criterion and what came of each attempt, never what was said on the way", () => {
  const file = {
    path: "a.js",
    status: "modified" as const,
    bytes: 9,
    addedLines: 3,
    removedLines: 1,
    sha256: "",
  };
  const { tree, task } = treeWith({
    attempts: [
      { ...failed, n: 1, patch: [file], report: bareReport },
      { ...failed, n: 2, outcome: { class: "infra", reason: "the runner was lost" } },
      { ...failed, n: 3, outcome: { class: "unknown", reason: "no report" } },
      { ...failed, n: 4, outcome: { class: "no_progress", reason: "nothing changed" } },
    ],
    guidance: [said("Use tabs.", 1)],
  });
  const packet = routerPacket(tree, task, { bytesMax: 20_000, maySplit: true });
  expect(packet).toMatchObject({
    task: { title: "Add a parser", acceptance: "it works", verify: "npm test", files: ["src/a.js"] },
    spec: "It parses.",
    guidance: [{ from: "person", text: "Use tabs." }],
    maySplit: true,
  });
  expect(packet.attempts).toEqual([
    {
      n: 1,
      model: "small",
      class: "check",
      reason: "red: test",
      digest: "expected 1, got 2",
      summary: "did it",
      patch: ["a.js +3 -1"],
    },
    {
      n: 4,
      model: "small",
      class: "no_progress",
      reason: "nothing changed",
      digest: "",
      summary: "",
      patch: [],
    },
  ]);
});

test("however much there is to tell, the packet keeps to its bytes", () => {
  const file = { status: "added" as const, bytes: 9, addedLines: 3, removedLines: 1, sha256: "a".repeat(64) };
  const patch = Array.from({ length: 200 }, (_, at) => ({ ...file, path: `${"deep/".repeat(60)}${at}.js` }));
  const outcome = { class: "check" as const, reason: long, digest: long };
  const { tree, task } = treeWith({
    objective: long,
    attempts: Array.from({ length: 30 }, (_, at) => ({ ...failed, n: at + 1, outcome, patch })),
    guidance: Array.from({ length: 9 }, (_, at) => said(long.slice(0, 8000), at)),
    verify: null,
  });
  const packet = routerPacket(tree, task, { bytesMax: 20_000, maySplit: false });
  expect(Buffer.byteLength(JSON.stringify(packet))).toBeLessThan(24_000);
  expect(packet.attempts.map(({ n }) => n)).toEqual([25, 26, 27, 28, 29, 30]);
  expect(packet.task.verify).toBeNull();
});

test("a briefing carries what was said to the task and to what it is a part of, the oldest first", () => {
  const { tree, task } = treeWith(
    { guidance: [said("second", 2), said("fourth", 4)] },
    { guidance: [said("first", 1), said("third", 3)] },
  );
  expect(guidanceFor(tree, task).map(({ text }) => text)).toEqual(["first", "second", "third", "fourth"]);
});

test("what the fixer said is told apart from what people, reviews and rules said", () => {
  const from = (who: Guidance["from"], at: number) => ({ ...said(who, at), from: who });
  const { tree, task } = treeWith({
    guidance: [from("person", 1), from("fixer", 2), from("policy", 3), from("review", 4)],
  });
  expect(toldTo(tree, task)).toEqual({ guidance: ["person", "policy", "review"], advice: ["fixer"] });
  const alone = treeWith({ guidance: [from("person", 1)] });
  expect(toldTo(alone.tree, alone.task)).toEqual({ guidance: ["person"] });
});

test("of too much that was said the latest is kept, the task's own before the rest", () => {
  const { tree, task } = treeWith(
    { guidance: Array.from({ length: 6 }, (_, at) => said(`own ${at} ${"x".repeat(2900)}`, at)) },
    { guidance: [said("of the root", 99)] },
  );
  const heads = guidanceFor(tree, task).map(({ text }) => text.slice(0, 5));
  expect(heads).toEqual(["own 1", "own 2", "own 3", "own 4", "own 5"]);
  const many = treeWith({ guidance: Array.from({ length: 12 }, (_, at) => said(`${at}`, at)) });
  expect(guidanceFor(many.tree, many.task)).toHaveLength(10);
});
