import { expect, test } from "vitest";
import { decide } from "#src/core/decide.ts";
import { Draft } from "#src/core/draft.ts";
import { applyMove } from "#src/core/moves.ts";
import { needsYou } from "#src/core/needs-you.ts";
import { questionOf } from "#src/core/question-of.ts";
import { scopeOf } from "#src/core/scope.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { clarify, part, split } from "./plans.ts";
import { Talk } from "./talk.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";
import type { Script } from "./world.ts";

const preflight = { problems: [], baseSha: "base", defaultBranch: "main", ci: "own" as const };

function rested(script: Script): Talk {
  const story = new Talk(script).label();
  story.run();
  return story;
}

const asks: Script = {
  ...chain,
  worker: (task) => (task.title === "one" && task.guidance === undefined ? blocked() : {}),
};

test("a file that the guard refused may be allowed, for this task alone", () => {
  const words = '"package.json" is a manifest or lockfile';
  const violation = { code: "manifest", kind: "unsafe" as const, words, path: "package.json" };
  const story = rested({
    ...chain,
    worker: (task) =>
      task.title === "one" && task.allowances === undefined ? { violations: [violation] } : {},
  });
  expect(story.question("one")).toMatchObject({
    kind: "unsafe",
    title: "May “one” change `package.json`?",
    options: [{ move: { do: "allow", codes: ["package.json"] } }, { move: { do: "retry" } }, {}, {}],
  });
  story.tick("one", "a").run();
  expect(story.state).toBe("ready");
  const { limits } = story.root.facts.config;
  expect(scopeOf(story.task("one"), limits).allowances).toEqual(["package.json"]);
  expect(scopeOf(story.task("two"), limits).allowances).toEqual([]);
});

test("what else was refused is nobody's to allow", () => {
  const violation = { code: "secret", kind: "unsafe" as const, words: "a key" };
  const story = rested({
    ...chain,
    worker: ({ title }) => (title === "one" ? { violations: [violation] } : {}),
  });
  expect(story.question("one").options.map(({ move }) => move.do)).toEqual(["retry", "hand", "skip"]);
  story.tick("one", "b").run();
  expect(story.needs).toEqual(["@alice does it by hand"]);
  story.say("one", "/fractal answer later");
  expect(story.last.words).toBe("no question is open here");
});

test("done by hand, but its check is red: mended, it is checked again; with words, a worker does it after all", () => {
  const red = () => {
    let isRed = true;
    const story = rested({
      ...asks,
      ci: ({ about, task }) => (about === "check" && task.title === "one" && isRed ? "red" : "green"),
    });
    story.close("one", "completed").run();
    expect(story.needs[0]).toMatch(/^@alice closed it as completed, but `npm test` is red/);
    isRed = false;
    return story;
  };
  const mended = red();
  mended.tick("one", "a").run();
  expect(mended.task("one")).toMatchObject({ status: "done", closedBy: { login: "alice" } });
  const undone = red();
  undone.say("one", "I give up: take the left way.");
  undone.run();
  expect(undone.task("one").closedBy).toBeUndefined();
  expect(undone.state).toBe("ready");
});

test("a question that another took the place of is written off first, whenever its comment was written", () => {
  const story = rested(asks);
  const { id } = story.task("one");
  story.close("one", "not_planned");
  expect(questionOf(story.task("one"), 1)?.answer).toMatchObject({ by: "alice" });
  story.tell({ type: "QuestionWritten", task: id, n: 1, commentId: 77, state: "asked" });
  expect(questionOf(story.task("one"), 1)?.comment).toEqual({ id: 77, state: "asked" });
  story.tell({ type: "QuestionWritten", task: id, n: 9, commentId: 78, state: "asked" });
  story.run();
  const written = story.did("WriteQuestion").map(({ n, state }) => `${n} ${state.split("/")[0]}`);
  expect(written).toEqual(["1 asked", "1 answered", "2 asked"]);
  expect(story.task("one").earlier).toBeUndefined();
  story.say("one", "left");
  expect(story.last.words).toMatch(/one of its boxes/);
  story.tick("one", "a").run();
  story.say("one", "left");
  expect(story.last.words).toMatch(/^you answered before .* the task is closed by now/);
});

test("a long answer is quoted in short, and an edit that comes too late says what it can still do", () => {
  const story = rested(asks);
  const comment = story.say("one", "left ".repeat(80));
  story.run((at) => at.task("one").status === "running");
  story.say("one", "right", "bob");
  expect(story.last.words).toMatch(/^Noted, though @alice answered before \(“left .{190,210}…”\): the next/);
  story.write("one", { comment, body: "right" });
  expect(story.last.words).toMatch(/^Noted: what is under way heard it as it was written before/);
  story.run();
  expect(story.state).toBe("ready");
});

test("what was heard long ago is forgotten, and not heard anew", () => {
  const story = rested(chain);
  const first = story.say("one", "/fractal status");
  const { at } = story.root.facts.heard?.[0] ?? {};
  for (let more = 0; more < 200; more += 1) story.say("one", "/fractal status");
  expect(story.talked).toBe(200);
  expect(story.root.facts.heardFrom).toBe(at);
  const before = story.tree;
  story.tell({
    type: "CommentWritten",
    issue: story.issueOf("one"),
    comment: first,
    by: "alice",
    body: "/fractal status",
    at: at ?? 0,
  });
  expect(story.tree).toEqual(before);
});

test("a command on a leaf's pull request is for the leaf; talk there is not", () => {
  const story = rested({ ...chain, config: { review: { leaf: "human" } } });
  const issue = story.task("one").attempts[0]?.pullRequest ?? 0;
  const said = { type: "CommentWritten" as const, issue, isPull: true, by: "alice", at: story.now };
  story.tell({ ...said, comment: 1, body: "Nice." });
  expect(story.talked).toBe(0);
  story.tell({ ...said, comment: 2, body: "/fractal skip" }).run();
  story.judgeSaid();
  expect(story.root.facts.heard).toMatchObject([{ on: issue, state: "done" }]);
  expect(story.task("one").waived).toEqual({ by: "alice" });
});

test("boxes that were never ours say nothing", () => {
  const story = rested(asks);
  const { id } = story.task("one");
  const before = story.tree;
  const ticked = ["question/nobody/1/a", `question/${id}/x/a`, `other/${id}/1/a`, "", "question"];
  const about = { issue: story.issueOf("one"), comment: 4, by: "alice", at: story.now };
  story.tell({ type: "BoxesTicked", ...about, ticked });
  expect(story.tree).toEqual(before);
});

test("a model for a part is for all below it alone; money for a part is its share", () => {
  const story = new Talk({
    planner: (task) =>
      task.parent === null
        ? split("XL", [
            part("outer", { size: "L", files: ["src/"] }),
            part("other", { files: ["lib/x.js"], dependsOn: [0] }),
          ])
        : split("L", [part("one"), part("two", { dependsOn: [0] })], { files: ["src/"] }),
  }).label();
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("two") > 0 && at.issueOf("other") > 0);
  story.say("outer", "/fractal model gpt-5");
  story.say("two", "/fractal budget +2");
  expect(story.task("two").shareUsd).toBeGreaterThan(2);
  story.run();
  expect(story.task("two").attempts[0]?.model).toBe("gpt-5");
  expect(story.task("other").attempts[0]?.model).toBe("gpt-5-mini");
});

test("what was given up for want of something is tried once more by a word", () => {
  let left = 2;
  const story = rested({
    ...chain,
    fail: ({ type }) => (type === "OpenPullRequest" && (left -= 1) >= 0 ? "human" : undefined),
  });
  expect(story.needs).toEqual(["OpenPullRequest failed", "OpenPullRequest failed"]);
  story.say("one", "/fractal retry");
  story.say("root", "/fractal retry");
  story.run();
  expect(story.state).toBe("ready");
});

test("several questions without a recommendation for each offer none", () => {
  const [question] = clarify("Which?").questions;
  const questions = [question, { question: "When?", options: [], recommendation: null }].flatMap(
    (each) => each ?? [],
  );
  const story = rested({
    planner: (_, ask) =>
      ask === 1 ? { ...clarify("Which?"), questions } : split("L", [part("a b"), part("c d")]),
  });
  expect(story.question("root").options.map(({ move }) => move.do)).toEqual(["guide", "cancel"]);
  expect(story.question("root").summary).toBe("1. Which? (recommended: yes)\n2. When?");
  story.tick("root", "a").run();
  expect(story.state).toBe("ready");
});

test("receipts and permissions that nobody asked for change nothing", () => {
  const wish = { n: 1, task: "root", by: "alice", as: "said" as const, comment: 3 };
  const root = taskRow("root", { status: "split", facts: rootFacts({ wishes: [wish], preflight }) });
  const tree = treeOf(root, taskRow("one", { status: "done" }), taskRow("two", { status: "failed" }));
  const checked = { type: "PermissionChecked" as const, login: "alice", wish: 1, allowed: true };
  const now = { now: 5 };
  expect(decide(tree, checked, now)).toMatchObject([{ task: { facts: { wishes: [] } } }]);
  const nobody = { task: "nobody", n: 1, commentId: 4, state: "asked" };
  expect(decide(tree, { type: "QuestionWritten", ...nobody }, now)).toEqual([]);
  expect(decide(tree, { type: "QuestionWritten", ...nobody, task: "two" }, now)).toEqual([]);
  expect(decide(tree, { type: "Reacted", comment: 4, at: 4, content: "eyes" }, now)).toEqual([]);
});

test("a pull request that was closed before anybody was asked about that is asked about", () => {
  const closed = { closed: ["pull-request" as const], preflight, pullRequest: 9 };
  for (const stopped of [undefined, "@bob closed it"]) {
    const root = taskRow("root", { status: "split", facts: rootFacts({ ...closed, stopped }) });
    const [change] = decide(treeOf(root), { type: "TimePassed" }, { now: 5 });
    expect(change?.task.question).toMatchObject({ kind: "unmerged", askedAt: 5 });
  }
});

test("two who tick the same box are of one mind; what was no command and is no answer says so", () => {
  const story = rested(asks);
  story.tick("one", "a", { judge: false });
  story.tick("one", "a", { by: "bob", judge: false });
  story.judgeSaid();
  expect(story.root.facts.heard).toMatchObject([{ state: "done" }, { state: "done" }]);
  const typo = story.say("three", "/fractal retyr");
  story.write("three", { comment: typo, body: "Never mind." });
  expect(story.last).toEqual({ state: "no", words: "no question is open here" });
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
