import { expect, test } from "vitest";
import { stickyState } from "#src/core/sticky-state.ts";
import { chain } from "./chain.ts";
import { execute, part, split } from "./plans.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

function begun(script: Script, until: (story: Talk) => boolean): Talk {
  const story = new Talk(script).label();
  story.run(() => until(story));
  return story;
}

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
  const still = closed();
  still.close(1, "not_planned");
  still.say("root", "/fractal resume");
  still.run();
  expect(still.needs).toEqual(["this issue is still closed; reopen it to go on"]);
  still.reopen(1).run();
  expect(still.state).toBe("ready");
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
  const second = story.task("one").attempts[1]?.pullRequest ?? 0;
  story.tell({ ...review, pullRequest: second, by: "bob", review: 9, body: "Nor classes." }).run();
  expect(story.task("one").guidance?.map(({ text }) => text)).toEqual(["No globals.", "Nor classes."]);
});

test("killed just when a pull request was closed unmerged, the tree says after the start what it waits for", () => {
  const story = new Talk({ planner: () => execute() }).label();
  story.run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "bob" });
  story.run((at) => at.root.facts.stopped !== undefined);
  story.tell({ type: "Restarted" }).run();
  expect(story.needs).toHaveLength(1);
  expect(story.root.facts.sticky?.state).toBe(stickyState(story.tree));
});
