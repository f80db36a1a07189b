import { expect, test } from "vitest";
import { answer } from "#src/core/answer.ts";
import { askPerson } from "#src/core/ask.ts";
import { decide } from "#src/core/decide.ts";
import { Draft } from "#src/core/draft.ts";
import { afterwards } from "#src/core/late-answer.ts";
import { applyMove } from "#src/core/moves.ts";
import { needsYou } from "#src/core/needs-you.ts";
import type { Task } from "#src/core/tree.ts";
import { bareReport } from "./bare-report.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";

const now = 5;
const preflight = { problems: [], baseSha: "base", defaultBranch: "main", ci: "own" as const };
const split = taskRow("root", { status: "split", size: "L" });
const planning = { ask: 2, refusals: ["no"], reservedUsd: 0, mustSplit: false };
const attempt = {
  n: 1,
  rung: 2,
  model: "m",
  startedAt: 1,
  reservedUsd: 0,
  outcome: { class: "check" as const, reason: "red" },
};

function retried(row: Partial<Task>, move: Parameters<typeof applyMove>[2] = { do: "retry" }): Task {
  const task = taskRow("one", { status: "needs_human", ...row });
  const draft = new Draft(treeOf(split, task), { now });
  expect(applyMove(draft, task, move, { by: "alice" })).toBeUndefined();
  return draft.task("one") as Task;
}

test("from where it waits, a task goes on where it can: to its plan, to its next attempt, or to be released", () => {
  const asked = { ask: 3, refusals: [] };
  expect(retried({ planning })).toMatchObject({ status: "blocked", planning: asked });
  expect(retried({ planning: { ...planning, mustSplit: true }, attempts: [attempt] })).toMatchObject({
    status: "blocked",
    planning: asked,
  });
  expect(retried({ planning, attempts: [attempt] })).toMatchObject({
    status: "ready",
    ladder: { after: 1, rung: 0 },
  });
  expect(retried({ attempts: [attempt] })).toMatchObject({ status: "ready" });
  expect(retried({})).toMatchObject({ status: "queued" });
  expect(retried({ size: "XS", risk: "high" })).toMatchObject({ status: "ready" });
  expect(retried({ closedBy: { login: "bob", as: "completed" } })).toMatchObject({
    status: "validating",
    check: { n: 1 },
  });
  expect(retried({ closedBy: { login: "bob", as: "not_planned" } })).toMatchObject({
    status: "queued",
    reason: "@alice wants it tried once more",
  });
  expect(retried({ status: "failed" }, { do: "guide", text: "left" })).toMatchObject({ status: "queued" });
});

test("a root without a plan is planned afresh", () => {
  const root = taskRow("root", { status: "needs_human" });
  const draft = new Draft(treeOf(root), { now });
  applyMove(draft, root, { do: "guide", text: "left" }, { by: "alice" });
  expect(draft.root).toMatchObject({ status: "queued", guidance: [{ text: "left", at: now }] });
});

test("what is done hears nothing any more, and what was allowed or said is kept up to a number", () => {
  const done = taskRow("one", { status: "done" });
  const draft = new Draft(treeOf(split, done), { now });
  expect(applyMove(draft, done, { do: "guide", text: "left" }, { by: "alice" })).toMatch(/^it is done/);
  const guidance = Array.from({ length: 10 }, (_, at) => ({
    from: "person" as const,
    by: "bob",
    text: `${at}`,
    at,
  }));
  const told = retried({ guidance }, { do: "guide", text: "last" }).guidance?.map(({ text }) => text);
  expect(told).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "last"]);
  const allowances = Array.from({ length: 20 }, (_, at) => `${at}.json`);
  expect(retried({ allowances }, { do: "allow", codes: ["x.json"] }).allowances).toHaveLength(20);
});

test("a question is put within its bounds, takes the place of an open one, and keeps what its asker says", () => {
  const task = taskRow("one", { status: "running" });
  const draft = new Draft(treeOf(split, task), { now });
  const options = ["left", "right"].map((words) => ({ words, move: { do: "guide" as const, text: words } }));
  askPerson(draft, task, { kind: "stuck", reason: "red", title: "t".repeat(400), options });
  const first = draft.task("one") as Task;
  expect(first.question).toMatchObject({
    n: 1,
    title: `${"t".repeat(299)}…`,
    options: [{ id: "a" }, { id: "b" }],
  });
  expect(first.question?.recommended).toBeUndefined();
  const asked = { ...first, question: { ...(first.question as NonNullable<Task["question"]>), askedAt: 3 } };
  askPerson(draft, asked, { kind: "other", reason: "stop!", recommended: "b" });
  const second = draft.task("one") as Task;
  expect(second.question).toMatchObject({
    n: 2,
    recommended: "b",
    summary: expect.stringMatching(/^stop!\n/),
  });
  expect(second.earlier).toMatchObject([
    { n: 1, answer: { by: "", words: "another question took its place" } },
  ]);
  askPerson(
    draft,
    { ...second, question: { ...asked.question, as: "root" } },
    { kind: "other", reason: "again" },
  );
  expect(draft.task("one")?.earlier).toHaveLength(1);
});

test("whatever was cancelled without a word is asked about by its title; a worker that says only why is quoted", () => {
  const root = taskRow("root", { status: "split", size: "L", facts: rootFacts({ preflight }) });
  const [change] = decide(
    treeOf(root, taskRow("one", { status: "cancelled" })),
    { type: "TimePassed" },
    { now },
  );
  expect(change?.task.question?.summary).toMatch(/^“Title of one” is cancelled; its parent waits for it\./);
  const draft = new Draft(treeOf(split, taskRow("two")), { now });
  askPerson(draft, taskRow("two"), { kind: "missing", reason: "it is not said where" });
  expect(draft.task("two")?.question).toMatchObject({
    title: "What does “Title of two” need to know?",
    summary: "it is not said where.",
  });
});

test("receipts and permissions that nobody asked for change nothing", () => {
  const wish = { n: 1, task: "root", by: "alice", as: "said" as const, comment: 3 };
  const root = taskRow("root", { status: "split", facts: rootFacts({ wishes: [wish], preflight }) });
  const tree = treeOf(root, taskRow("one", { status: "done" }), taskRow("two", { status: "failed" }));
  const checked = { type: "PermissionChecked" as const, login: "alice", wish: 1, allowed: true };
  expect(decide(tree, checked, { now })).toMatchObject([{ task: { facts: { wishes: [] } } }]);
  const nobody = { task: "nobody", n: 1, commentId: 4, state: "asked" };
  expect(decide(tree, { type: "QuestionWritten", ...nobody }, { now })).toEqual([]);
  expect(decide(tree, { type: "QuestionWritten", ...nobody, task: "two" }, { now })).toEqual([]);
  expect(decide(tree, { type: "Reacted", comment: 4, at: 4, content: "eyes" }, { now })).toEqual([]);
});

test("a pull request that was closed before anybody was asked about that is asked about", () => {
  const closed = { closed: ["pull-request" as const], preflight, pullRequest: 9 };
  for (const stopped of [undefined, "@bob closed it"]) {
    const root = taskRow("root", { status: "split", facts: rootFacts({ ...closed, stopped }) });
    const [change] = decide(treeOf(root), { type: "TimePassed" }, { now: 5 });
    expect(change?.task.question).toMatchObject({ kind: "unmerged", askedAt: 5 });
  }
});

test("a root that was given up by hand says how to go on", () => {
  const root = taskRow("root", { status: "failed", reason: "no way" });
  expect(needsYou(treeOf(root))[0]?.remedy).toMatch(/^mend it on the epic branch/);
});

test("moves that do not fit say why, and change nothing", () => {
  const root = taskRow("root", { status: "split", size: "L" });
  const over = taskRow("over", { status: "cancelled", waived: { by: "bob" } });
  const draft = new Draft(treeOf(root, over), { now: 5 });
  const move = (task: typeof root, does: Parameters<typeof applyMove>[2]) =>
    applyMove(draft, task, does, { by: "alice" });
  expect(move(root, { do: "cancel", whose: "parent" })).toBe("there is nothing above it to cancel");
  expect(move(over, { do: "hand" })).toBe("it is closed; reopen its issue first");
  expect(move(over, { do: "allow", codes: ["x"] })).toBe("it is closed; reopen its issue first");
  expect(draft.changes()).toEqual([]);
});

test("an answer that cannot be acted on leaves the question open", () => {
  const options = [{ id: "a", words: "Split it", move: { do: "split" as const } }];
  const question = { n: 1, kind: "other" as const, title: "?", summary: "", options, print: "x", askedAt: 3 };
  const task = { ...taskRow("one", { status: "needs_human", size: "XS" }), question };
  const draft = new Draft(treeOf(split, task), { now });
  expect(answer(draft, task, { by: "alice", words: "a" })).toMatch(/^it is of the smallest size/);
  expect(draft.changes()).toEqual([]);
  const two = { ...task, id: "two", index: 1 };
  const both = treeOf(
    taskRow("root", { status: "split", size: "L", facts: rootFacts({ preflight }) }),
    task,
    two,
  );
  const changed = decide(both, { type: "TimePassed" }, { now }).map((change) => change.task.question);
  expect(changed, "what was asked aloud stays what people see").toEqual([]);
});

test("what comes late is kept for what is tried next, and an edit takes the place of what it was", () => {
  const given = { by: "bob", words: "left", at: 4 };
  const question = {
    n: 1,
    kind: "other" as const,
    title: "?",
    summary: "",
    options: [],
    print: "x",
    answer: given,
  };
  const said = { by: "alice", words: "right", comment: 9 };
  const late = (row: Partial<Task>, words = said) => {
    const task = { ...taskRow("one", row), question };
    const draft = new Draft(treeOf(split, task), { now });
    const { words: told } = afterwards(draft, task, words);
    return [told, draft.task("one")?.guidance?.map(({ text }) => text)];
  };
  const text = "Question: ?\nAnswer: right";
  const both = "Noted, though @bob answered before (“left”): the next attempt hears both.";
  const next = "Noted, though @bob answered before (“left”): the next attempt hears it, should there be one.";
  expect(late({ status: "ready" })).toEqual([both, [text]]);
  for (const status of ["running", "validating", "planning"] as const) expect(late({ status })[0]).toBe(next);
  const guidance = [{ from: "person" as const, by: "alice", text: "lft", at: 4, comment: 9 }];
  expect(late({ status: "ready", guidance })).toEqual([undefined, [text]]);
  expect(late({ status: "planning", guidance })[0]).toMatch(/^Noted: what is under way heard it/);
  expect(late({ status: "ready", guidance: guidance.map((each) => ({ ...each, comment: 8 })) })[0]).toBe(
    both,
  );
});

test("a recommendation is named where it is one of the answers, else said in words", () => {
  const draft = new Draft(treeOf(split, taskRow("one")), { now });
  const ask = (recommendation: string | null) => {
    const questions = [{ question: "Which?", options: ["x", "y"], recommendation }];
    askPerson(draft, taskRow("one", { questions }), { kind: "clarify", reason: "Which?" });
    return draft.task("one")?.question;
  };
  expect(ask("y")).toMatchObject({ recommended: "b", summary: expect.stringMatching(/\nRecommended: y$/) });
  expect(ask("z")?.recommended).toBeUndefined();
  expect(ask(null)?.summary).toBe("Before “Title of one” is planned, this must be known.");
  const question = { title: "Which?", options: ["x", "y"], recommendation: "x" };
  const report = { ...bareReport, status: "blocked" as const, question };
  askPerson(draft, taskRow("one", { attempts: [{ ...attempt, report }] }), { kind: "missing", reason: "?" });
  expect(draft.task("one")?.question).toMatchObject({ title: "Which?", recommended: "a" });
});
