import { expect, test } from "vitest";
import { begun, hasIssue, isRunning } from "./begun.ts";
import { chain } from "./chain.ts";
import { nested } from "./nested.ts";
import { Talk } from "./talk.ts";

test("a part that is set aside starts nothing new, also where it is planned later; what runs comes to its end; taken up again, it goes on", () => {
  const story = begun(nested, isRunning("one"));
  story.say("outer", "/fractal pause\nI must think about it.");
  expect(story.last).toEqual({ state: "done" });
  story.run();
  expect(story.outline()).toEqual([
    "split XL Add a parser",
    "  split L outer",
    "    done S one",
    "    queued S two",
    "  done S other",
  ]);
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["@alice paused it: nothing new starts here"]);
  story.say("two", "/fractal resume");
  expect(story.last.words).toBe("“outer”, of which it is a part, is paused: resume that");
  story.say("outer", "/fractal resume", "bob");
  story.run();
  expect(story.state).toBe("ready");
  story.say("outer", "/fractal resume");
  expect(story.last.words).toMatch(/^nothing is paused here/);
});

test("a tree that is set aside is not planned, and resuming takes up all that was set aside below", () => {
  const story = begun(nested, hasIssue("two"));
  story.say("two", "/fractal pause");
  story.say("two", "/fractal pause");
  story.say("root", "/FRACTAL Pause");
  story.run();
  expect(story.state).toBe("waiting");
  story.say("root", "/fractal resume");
  story.run();
  expect(story.state).toBe("ready");
  expect(story.task("two").paused).toBeUndefined();
  story.say("two", "/fractal pause");
  expect(story.last.words).toBe("it is closed: nothing starts in it anyway");
});

test("what is left out is needed by nobody: what waits for it goes on, its parent is done without it", () => {
  const story = begun(chain, isRunning("one"));
  story.say("one", "/fractal skip");
  story.say("one", "/fractal skip");
  expect(story.last).toEqual({ state: "done" });
  story.run();
  expect(story.outline()).toEqual([
    "validating L Add a parser",
    "  cancelled S one",
    "  done S two",
    "  done S three",
  ]);
  expect(story.state).toBe("ready");
  expect(story.task("one")).toMatchObject({ waived: { by: "alice" }, mirrored: "|cancelled|0" });
  story.reopen("one").run();
  expect(story.task("one")).toMatchObject({ status: "done" });
  expect(story.task("one").waived).toBeUndefined();
  story.say("one", "/fractal skip");
  expect(story.last.words).toBe("it is done already");
  story.say("one", "/fractal cancel");
  expect(story.last.words).toBe("it is done already");
  story.say("root", "/fractal skip");
  expect(story.last.words).toMatch(/cannot be left out of itself/);
});

test("what a person left out stays out when what it is a part of is cancelled and taken up again", () => {
  const story = begun(nested, hasIssue("two"));
  story.say("two", "/fractal skip");
  story.say("outer", "/fractal cancel");
  story.say("outer", "/fractal retry");
  story.run();
  expect(story.outline().slice(1, 4)).toEqual(["  done L outer", "    done S one", "    cancelled S two"]);
  expect(story.task("two")).toMatchObject({ waived: { by: "alice" }, attempts: [] });
  expect(story.state).toBe("ready");
});

test("what a person cancelled stays cancelled when what it is a part of is cancelled and taken up again", () => {
  for (const order of [
    ["two", "outer"],
    ["outer", "two"],
  ]) {
    const story = begun(nested, hasIssue("two"));
    for (const title of order) story.say(title, "/fractal cancel");
    story.say("outer", "/fractal retry");
    story.run();
    expect(story.outline().slice(1, 4)).toEqual(["  split L outer", "    done S one", "    cancelled S two"]);
    expect(story.question("two")).toMatchObject({ kind: "dropped", comment: { state: "asked" } });
    story.say("two", "/fractal retry");
    story.run();
    expect(story.task("two").cancelledBy).toBeUndefined();
    expect(story.state).toBe("ready");
  }
});

test("what is dropped is asked about once: without it, after all, or its parent as well", () => {
  const dropped = () => {
    const story = begun(nested, hasIssue("two"));
    story.close("one", "not_planned").run();
    expect(story.question("one")).toMatchObject({
      kind: "dropped",
      summary: expect.stringMatching(/^@alice closed “one” as not planned; “two”, its parent wait for it\./),
      comment: { state: "asked" },
    });
    expect(story.did("Comment")).toEqual([]);
    return story;
  };
  const without = dropped();
  without.say("one", "It is not needed.");
  expect(without.last.words).toBe(
    "this question is answered by one of its boxes, or by its letter (a, b, c)",
  );
  without.tick("one", "a").run();
  expect(without.task("one").waived).toEqual({ by: "alice" });
  expect(without.state).toBe("ready");
  const after = dropped();
  after.tick("one", "b").run();
  expect(after.task("one").status).toBe("done");
  const parent = dropped();
  parent.tick("one", "c").run();
  expect(parent.task("outer").status).toBe("cancelled");
  expect(parent.question("outer").kind).toBe("dropped");
  expect(parent.question("outer").options[2]?.words).toBe("Cancel the whole tree");
  parent.tick("outer", "c").run();
  expect(parent.state).toBe("failed");
});

test("cancelled, a part ends with all below it, and is asked about; the root's ends the tree, which hears that it is over", () => {
  const story = begun(nested, isRunning("one"));
  story.say("outer", "/fractal cancel");
  story.run();
  expect(story.outline().slice(1, 4)).toEqual([
    "  cancelled L outer",
    "    cancelled S one",
    "    cancelled S two",
  ]);
  expect(story.question("outer").summary).toMatch(/^@alice cancelled it; its parent waits for it/);
  story.say("outer", "/fractal cancel");
  story.say("one", "/fractal split");
  expect(story.last.words).toBe("it is closed; reopen its issue first");
  story.say("root", "/fractal cancel");
  story.run();
  expect(story.state).toBe("failed");
  expect(story.question("outer").answer).toMatchObject({ by: "" });
  story.say("one", "/fractal retry");
  expect(story.last.words).toMatch(/^this tree is over/);
  story.say("root", "/fractal retry");
  story.run();
  expect(story.task("outer").status).toBe("cancelled");
  expect(story.question("outer")).toMatchObject({ kind: "dropped", comment: { state: "asked" } });
  story.say("outer", "/fractal retry");
  story.run();
  expect(story.state).toBe("ready");
  story
    .tell({
      type: "PullRequestClosed",
      pullRequest: story.root.facts.pullRequest ?? 0,
      merged: true,
      by: "alice",
    })
    .run();
  story.say("root", "/fractal retry");
  story.run();
  expect(story.last.words).toMatch(/^this tree is over/);
});

test("tried once more: a leaf that waits, all of a part that waits, and what was dropped", () => {
  let isSick = true;
  const story = new Talk({
    ...nested,
    worker: () => (isSick ? { outcome: "unsafe", reason: "tried to leave" } : {}),
  }).label();
  story.run();
  expect(story.task("one").status).toBe("needs_human");
  isSick = false;
  story.say("outer", "/fractal retry with care");
  expect(story.task("outer").guidance?.[0]?.text).toBe("with care");
  story.run();
  expect(story.task("outer").status).toBe("done");
  expect(story.question("one").answer).toMatchObject({ by: "" });
  story.say("outer", "/fractal retry");
  expect(story.last.words).toMatch(/^it is done/);
  story.say("other", "/fractal retry");
  story.run();
  expect(story.state).toBe("ready");
  story.say("root", "/fractal retry");
  expect(story.last).toEqual({ state: "done" });
});

test("what is at work needs no retry", () => {
  const story = begun(nested, isRunning("one"));
  story.say("one", "/fractal retry");
  expect(story.last.words).toBe("nothing waits for a person here: it goes on by itself");
  story.close("two", "not_planned");
  story.say("two", "/fractal retry");
  expect(story.task("two").status).toBe("queued");
});
