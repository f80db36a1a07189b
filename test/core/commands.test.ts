import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { execute, part, split } from "./plans.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

const nested: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("outer", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })])
      : split("L", [part("one"), part("two", { dependsOn: [0] })], { files: ["src/"] }),
};

function begun(script: Script, until: (story: Talk) => boolean): Talk {
  const story = new Talk(script).label();
  story.run(() => until(story));
  return story;
}

const hasIssue = (title: string) => (story: Talk) =>
  story.outline().some((line) => line.endsWith(` ${title}`)) && story.issueOf(title) > 0;
const isRunning = (title: string) => (story: Talk) =>
  hasIssue(title)(story) && story.task(title).status === "running";

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
  expect(story.task("one").status).toBe("needs_human");
  story.say("outer", "/fractal retry");
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

test("a leaf is split where that can be", () => {
  const story = begun(
    {
      ...chain,
      planner: (task) =>
        task.parent === null
          ? split("L", [part("one"), part("two", { dependsOn: [0] }), part("tiny", { size: "XS" })])
          : split(
              "S",
              [
                part("left", { size: "XS", files: task.files }),
                part("right", { size: "XS", files: task.files, dependsOn: [0] }),
              ],
              { files: task.files },
            ),
    },
    isRunning("one"),
  );
  for (const [on, words] of [
    ["root", "it has parts already; say it on one of them"],
    ["tiny", "it is of the smallest size, so no smaller tasks can be made of it"],
  ] as const) {
    story.run(() => hasIssue("tiny")(story));
    story.say(on, "/fractal split");
    expect(story.last.words).toBe(words);
  }
  story.say("one", "/fractal split");
  expect(story.task("one").status).toBe("planning");
  story.say("one", "/fractal split");
  expect(story.last.words).toMatch(/^it is being planned just now/);
  story.run();
  expect(story.task("left").status).toBe("done");
  expect(story.state).toBe("ready");
});

test("no deeper than allowed", () => {
  const story = begun({ ...chain, config: { limits: { depthMax: 1 } } }, hasIssue("two"));
  story.say("two", "/fractal split");
  expect(story.last.words).toBe("no more than 1 levels are allowed here (limits.depthMax)");
});

test("a model that a person chose is used from the next attempt on, here and below, if its price is known", () => {
  const story = begun(chain, hasIssue("two"));
  story.say("two", "/fractal model nameless");
  expect(story.last.words).toMatch(/^no price is known for the model nameless/);
  story.say("root", "/fractal model `gpt-5`");
  story.run();
  expect(story.task("two").attempts[0]?.model).toBe("gpt-5");
  expect(story.task("one").attempts[0]?.model).not.toBe("gpt-5");
  expect(story.state).toBe("ready");
  story.say("two", "/fractal model gpt-5");
  expect(story.last.words).toBe("it is closed; reopen its issue first");
  story.say("two", "/fractal budget +5");
  expect(story.last.words).toBe("it is closed; reopen its issue first");
});

test("a command is acted on once, however it is rewritten; one that was not understood may be put right", () => {
  const story = begun(chain, hasIssue("two"));
  const typo = story.say("two", "/fractal puase");
  expect(story.last).toEqual({
    state: "no",
    words: "“puase” is not a command; did you mean `/fractal pause`?",
  });
  story.write("two", { comment: typo, body: "/fractal pause" });
  expect(story.task("two").paused).toEqual({ by: "alice" });
  story.write("two", { comment: typo, body: "/fractal resume" });
  expect(story.last.words).toMatch(/^it was acted on already/);
  story.write("two", { comment: typo, body: "never mind" });
  expect(story.last.words).toMatch(/^the command that stood here was acted on already/);
  expect(story.task("two").paused).toEqual({ by: "alice" });
});

test("what is asked for in return is written down, and told once", () => {
  const story = begun(chain, hasIssue("two"));
  for (const verb of ["help", "status", "why"]) story.say("two", `/fractal ${verb}`);
  story.say("two", "/fractal answer yes");
  story.say("root", "/fractal approve");
  story.say("two", "/fractal policy accept");
  story.run();
  const topics = story.did("Comment").map(({ topic }) => topic.split("/")[0]);
  expect(topics.sort()).toEqual(["heard", "heard", "heard", "help", "status", "why"]);
  const said = story.root.facts.heard?.flatMap(({ words }) => words ?? []);
  expect(said).toEqual([
    "no question is open here",
    "no plan waits to be approved",
    "there is no rule to accept here",
  ]);
});

test("more money is for the whole tree, and answers the question about it", () => {
  const story = new Talk({ planner: () => execute(), config: { budget: { usd: 0.001 } } }).label();
  story.run();
  expect(story.question("root").kind).toBe("budget");
  story.say("root", "/fractal budget +5");
  expect(story.question("root").answer).toMatchObject({ words: "/fractal budget +5" });
  story.run();
  expect(story.state).toBe("ready");
});

test("what only a person may risk is tried when they say so, done by hand when they want to", () => {
  const risky: Script = {
    planner: () => split("L", [part("risky", { size: "XS", risk: "high" }), part("two", { dependsOn: [0] })]),
  };
  const tried = new Talk(risky).label();
  tried.run();
  tried.tick("risky", "a").run();
  expect(tried.state).toBe("ready");
  const hand = new Talk(risky).label();
  hand.run();
  hand.tick("risky", "b").run();
  expect(hand.needs).toEqual(["@alice does it by hand"]);
  expect(hand.question("risky").answer?.picked).toBe("b");
  hand.close("risky", "completed").run();
  expect(hand.state).toBe("ready");
});

test("a pull request that was closed unmerged is opened again, changed first, or the end of the tree", () => {
  const script: Script = {
    planner: (task, ask, tree) => (task.parent === null ? chain.planner(task, ask, tree) : execute()),
  };
  const closed = () => {
    const story = new Talk(script).label();
    story.run();
    const pullRequest = story.root.facts.pullRequest ?? 0;
    story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "bob" }).run();
    expect(story.needs).toEqual([`Pull request #${pullRequest} was closed unmerged: open it again?`]);
    return story;
  };
  const again = closed();
  again.tick("root", "a");
  again.tell({
    type: "PullRequestClosed",
    pullRequest: again.root.facts.pullRequest ?? 0,
    merged: false,
    by: "bob",
  });
  again.run();
  expect(again.state).toBe("ready");
  const changed = closed();
  changed.say("root", "Use tabs.");
  changed.run();
  expect(changed.task("Changes requested by @alice")).toMatchObject({
    objective: "Use tabs.",
    status: "done",
  });
  expect(changed.state).toBe("ready");
  const over = closed();
  over.tick("root", "b").run();
  expect(over.state).toBe("failed");
  const resumed = closed();
  resumed.say("root", "/fractal resume");
  resumed.run();
  expect(resumed.question("root").answer).toMatchObject({ by: "alice" });
  expect(resumed.state).toBe("ready");
});

test("a review that requests changes on a leaf's pull request is what its next attempt hears, on the same rung", () => {
  const story = begun(
    { ...chain, config: { review: { leaf: "human" } } },
    (at) => at.did("ReadChecks").length > 1,
  );
  story.run();
  const { id, attempts } = story.task("one");
  const pullRequest = attempts[0]?.pullRequest ?? 0;
  const review = { type: "ChangesRequested" as const, pullRequest, review: 7, body: "No globals." };
  story
    .tell({ ...review, by: "bob" })
    .tell({ ...review, by: "bob" })
    .run();
  expect(story.task("one")).toMatchObject({
    attempts: [{ outcome: { class: "check", digest: "No globals." } }, { rung: 0 }],
    guidance: [{ from: "review", by: "bob", text: "No globals." }],
  });
  expect(story.did("Dispatch").filter(({ task }) => task === id)).toHaveLength(2);
  expect(story.did("ClosePullRequest").map((each) => each.pullRequest)).toEqual([pullRequest]);
  story.tell({ ...review, by: "bob", review: 8 }).run();
  expect(story.task("one").attempts).toHaveLength(2);
});
