import { expect, test } from "vitest";
import { isNews, type TaskWords } from "#src/core/task-words.ts";
import { renderComment } from "#src/views/comments.ts";
import { part, split } from "./plans.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

const script: Script = {
  planner: () => split("L", [part("one"), part("two", { acceptance: "it *really* works…", dependsOn: [0] })]),
  config: { plan: "approve" },
  mayWrite: (login) => login !== "mallory",
};
const words = { title: "one", objective: "make one", acceptance: "one works" };

function shown(): Talk {
  return new Talk(script).label().run();
}

function edit(story: Talk, about: Partial<TaskWords>, { by = "alice", of = "one", judge = true } = {}): Talk {
  const issue = story.issueOf(of);
  story.tell({ type: "IssueEdited", issue, by, words: { ...words, ...about } });
  return judge ? judged(story) : story;
}

function judged(story: Talk): Talk {
  for (let [wish] = story.root.facts.wishes; wish; [wish] = story.root.facts.wishes) {
    const { n, by: login } = wish;
    story.tell({ type: "PermissionChecked", login, wish: n, allowed: story.world.mayWrite(login) });
  }
  return story;
}

test("while the plan waits, a task becomes what a person made of its issue, and is built so", () => {
  const story = edit(shown(), { title: "one and a half", objective: "make it larger" }).run();
  const { id } = story.task("one and");
  expect(story.task("one and")).toMatchObject({ objective: "make it larger", edits: 0, editedBy: "alice" });
  expect(story.did("Comment").map(({ task, topic }) => [task, topic])).toEqual([[id, "taken-over"]]);
  expect(story.did("MirrorIssue").filter(({ task }) => task === id)).toHaveLength(1);
  story.say("root", "/fractal approve");
  expect(story.run().state).toBe("ready");
  expect(story.task("one and")).toMatchObject({ status: "done", acceptance: "one works" });
});

test("of somebody who may not write it is noticed only", () => {
  const story = edit(shown(), { title: "mine" }, { by: "mallory" }).run();
  expect(story.task("one")).toMatchObject({ title: "one", edits: 1 });
  expect(story.task("one").editedBy).toBeUndefined();
});

test("once it is approved, or where nothing is said that the task has a place for, it is noticed only", () => {
  const story = edit(shown(), {});
  expect(story.task("one")).toMatchObject({ edits: 1 });
  story.tell({ type: "IssueEdited", issue: story.issueOf("one"), by: "alice" });
  expect(story.task("one")).toMatchObject({ edits: 2 });
  story.say("root", "/fractal approve");
  edit(story, { title: "late" });
  expect(story.task("one")).toMatchObject({ edits: 3 });
  // Nor where no worker has begun yet.
  edit(story, { title: "later" }, { of: "two" });
  expect(story.task("two")).toMatchObject({ edits: 1, attempts: [] });
});

test("what was shown cut, or made safe, is no edit; the words beside it are", () => {
  const story = edit(
    shown(),
    { title: "two", objective: "make\u200b\n two", acceptance: "it *rea…" },
    { of: "two" },
  );
  expect(story.task("two")).toMatchObject({ edits: 1, acceptance: "it *really* works…" });
  edit(story, { title: "two", objective: "make both", acceptance: "it *rea…" }, { of: "two" });
  expect(story.task("two")).toMatchObject({ objective: "make both", acceptance: "it *really* works…" });
});

test("the last edit counts; one that was taken back before anybody judged it changes nothing", () => {
  const story = edit(shown(), { title: "first" }, { judge: false });
  edit(story, { title: "second" }, { judge: false });
  expect(story.root.facts.wishes).toMatchObject([{ n: 2, as: "edited", words: { title: "second" } }]);
  edit(story, {}, { judge: false });
  expect(story.root.facts.wishes).toEqual([]);
  edit(story, { title: "third" }, { judge: false });
  edit(story, {}, { by: "bob", judge: false });
  expect(judged(story).task("one")).toMatchObject({ title: "one", editedBy: "bob" });
});

test("approved between the edit and its judgement it still counts, until a worker was told the task", () => {
  const early = edit(shown(), { title: "early" }, { judge: false });
  const [wish] = early.root.facts.wishes;
  early.tell({ type: "IssueEdited", issue: early.issueOf("two"), by: "alice", words: { title: "late" } });
  const told = (story: Talk, n = wish?.n ?? 0) =>
    story.tell({ type: "PermissionChecked", login: "alice", wish: n, allowed: true });
  told(early);
  expect(early.task("early").editedBy).toBe("alice");
});

test("an issue that leaves nothing to read of objective or acceptance keeps what the task had", () => {
  const story = shown();
  story.tell({ type: "IssueEdited", issue: story.issueOf("one"), by: "alice", words: { title: "uno" } });
  expect(judged(story).task("uno")).toMatchObject({ objective: "make one", acceptance: "one works" });
});

test("the issue of the root, and one that is none of ours, is never taken over", () => {
  const story = shown();
  story.tell({ type: "IssueEdited", issue: 1, by: "alice", words });
  story.tell({ type: "IssueEdited", issue: 4711, by: "alice", words });
  expect(story.root).toMatchObject({ title: "Add a parser", edits: 1 });
});

test("an acceptance that a person rewrote is the task's; of two who write the same the first is named", () => {
  const story = edit(shown(), { acceptance: "one works twice" }, { judge: false });
  edit(story, { acceptance: "one works twice" }, { by: "bob", judge: false });
  expect(judged(story).task("one")).toMatchObject({
    acceptance: "one works twice",
    editedBy: "alice",
    edits: 0,
  });
});

test("of a text that is longer than a worker can be told the beginning is taken over, once, and it is said", () => {
  const long = { acceptance: "so 🎉 ".repeat(500), objective: "make ".repeat(2000) };
  const story = edit(shown(), long).run();
  const { acceptance, objective, editedBy } = story.task("one");
  expect(editedBy).toBe("alice");
  expect(acceptance).toHaveLength(2000);
  expect(acceptance.isWellFormed()).toBe(true);
  expect(long.acceptance.startsWith(acceptance.slice(0, -1))).toBe(true);
  expect(objective).toHaveLength(8000);
  expect(renderComment(story.tree, story.task("one"), "taken-over")).toContain(
    "of the text the first 8000 characters, of “Done when” the first 2000 characters",
  );
  expect(isNews(story.task("one"), { ...words, ...long })).toBe(false);
  const odd = edit(shown(), { acceptance: `${"x".repeat(1998)}🎉🎉` });
  expect(odd.task("one").acceptance).toBe(`${"x".repeat(1998)}…`);
});

test("each edit that is cut says so, also after one that was not, and one of the rest says nothing again", () => {
  const story = edit(shown(), { title: "uno" }).run();
  const said = () => story.did("Comment").filter(({ topic }) => topic.startsWith("taken-over"));
  expect(said().map(({ topic }) => topic)).toEqual(["taken-over"]);
  for (const text of ["so ", "so ", "or "])
    edit(story, { title: "uno", acceptance: text.repeat(2000) }, { of: "uno" }).run();
  expect(said()).toHaveLength(3);
  for (const { topic } of said().slice(1))
    expect(renderComment(story.tree, story.task("uno"), topic)).toContain("**Not all of it:**");
  edit(story, { title: "uno", objective: "make it", acceptance: "or ".repeat(2000) }, { of: "uno" }).run();
  expect(said()).toHaveLength(3);
});
