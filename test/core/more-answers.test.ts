import { expect, test } from "vitest";
import { printOf } from "#src/core/print.ts";
import { questionOf } from "#src/core/question-of.ts";
import { scopeOf } from "#src/core/scope.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { clarify, execute, part, split } from "./plans.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

function rested(script: Script): Talk {
  const story = new Talk(script).label();
  story.run();
  return story;
}

const asks: Script = {
  ...chain,
  worker: (task) => (task.title === "one" && task.guidance === undefined ? blocked() : {}),
};

test("a rule that did not help is not asked again: a person is, and while a plan is under way it is the next one that hears them", () => {
  const print = printOf("missing", ["Which way?", "left", "right"]);
  const policy = {
    id: "left",
    rule: "Go left.",
    scope: { paths: [], types: [] },
    question: print,
    answer: "left",
    by: "bob",
    since: "2026-11-01",
  };
  const story = rested({
    ...chain,
    worker: (task) => (task.title === "one" && (task.guidance ?? []).length < 2 ? blocked() : {}),
    preflight: () => ({ policies: [policy] }),
  });
  expect(story.question("one")).toMatchObject({ n: 2, comment: { state: "asked" } });
  expect(story.task("one").guidance).toMatchObject([{ from: "policy", by: "left" }]);
  story.say("one", "right");
  story.run();
  expect(story.state).toBe("ready");
});

test("more money said twice is more money twice, and answers once", () => {
  const story = rested({ planner: () => execute(), config: { budget: { usd: 0.001 } } });
  story.say("root", "/fractal budget +1");
  const { answer } = story.question("root");
  story.say("root", "/fractal budget +1");
  expect(story.question("root").answer).toEqual(answer);
  expect(story.root.facts.budgetUsd).toBeCloseTo(2.001);
});

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
  expect(story.question("root").summary).toBe(
    "It needs all of these answers:\n1. Which? Possible: “yes”, “no”. Recommended: “yes”.\n2. When?",
  );
  story.tick("root", "a").run();
  expect(story.state).toBe("ready");
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

test("a person may take a task over, but not the root: to close its issue stops the whole tree", () => {
  const story = rested({ planner: () => ({ problem: "no JSON" }) });
  expect(story.question("root").options.map(({ move }) => move.do)).toEqual(["retry", "cancel"]);
  const plan = split("XL", [part("a b", { size: "L" }), part("c d")]);
  const below = rested({ planner: ({ parent }) => (parent === null ? plan : { problem: "no JSON" }) });
  expect(below.question("a b").options.map(({ move }) => move.do)).toEqual(["retry", "hand", "skip"]);
});
