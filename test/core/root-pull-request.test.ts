import { expect, test } from "vitest";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Verdict } from "./verdicts.ts";
import type { Script } from "./world.ts";

const twoParts: Script = {
  planner: (task) =>
    task.origin === "review" ? execute({ size: "M" }) : split("L", [part("one"), part("two")]),
};

function rootChecks(...verdicts: Verdict[]): Script {
  return { ...twoParts, ci: ({ about, n }) => (about === "root" ? (verdicts[n - 1] ?? "green") : "green") };
}

function pullOf(story: Story): number {
  return story.root.facts.pullRequest ?? 0;
}

test("red CI on the root pull request becomes one repair, and the text of the pull request is written again", () => {
  const story = new Story(rootChecks("red")).label().run();
  expect(story.task("Repair 1")).toMatchObject({ status: "done", origin: "repair", verify: null });
  expect(story.did("OpenRootPullRequest")).toHaveLength(2);
  expect(story.did("MergeDefault").map(({ n }) => n)).toEqual([2, 3]);
  expect(story.state).toBe("ready");
});

test("red for a third time needs a person, whose label put back looks at what they pushed; a restart alone does not", () => {
  const story = new Story(rootChecks("red", "red", "red")).label().run();
  expect(story.needs[0]).toMatch(/^the checks of pull request #\d+ are red; 2 repairs did not mend it$/);
  expect(story.state).toBe("waiting");
  story.tell({ type: "Restarted" }).run();
  expect(story.state).toBe("waiting");
  story.label().run();
  expect(story.state).toBe("ready");
});

test("no check on the root pull request is not green", () => {
  const story = new Story(rootChecks("none")).label().run();
  expect(story.needs[0]).toMatch(/^no check spoke about the root pull request #/);
});

test("a default branch that does not merge is left to a person; the label put back tries again", () => {
  const script: Script = { ...twoParts, defaultMerge: (round) => (round === 1 ? "conflict" : "nothing") };
  const story = new Story(script).label().run();
  expect(story.needs).toEqual([
    "the default branch does not merge into the epic branch: merge it there by hand and push",
  ]);
  story.label().run();
  expect(story.state).toBe("ready");
});

test("each cause that needs a person is a question of its own", () => {
  const script: Script = {
    ...rootChecks("none"),
    defaultMerge: (round) => (round === 1 ? "conflict" : "merged"),
  };
  const story = new Story(script).label().run();
  story.label().run();
  expect(story.did("Comment")).toEqual([]);
  expect(story.did("WriteQuestion").map(({ n, state }) => `${n} ${state.split("/")[0]}`)).toEqual([
    "1 asked",
    "1 answered",
    "2 asked",
  ]);
});

test("changes requested by somebody who may write become one task, planned like any other", () => {
  const story = new Story({
    planner: (task) =>
      task.origin === "review" ? execute({ size: "M" }) : split("L", [part("one"), part("two")]),
  });
  story.label().run();
  const review = {
    type: "ChangesRequested" as const,
    pullRequest: pullOf(story),
    review: 7,
    by: "bob",
    body: "Handle tabs.",
  };
  story.tell(review).tell(review).run();
  expect(story.task("Changes requested by @bob")).toMatchObject({
    status: "done",
    size: "M",
    objective: "Handle tabs.",
    origin: "review",
  });
  expect(story.did("CheckPermission").map(({ login, review: id }) => `${login} ${id}`)).toEqual([
    "alice undefined",
    "bob 7",
  ]);
  expect(story.state).toBe("ready");
  story.tell({ type: "PermissionChecked", review: 7, allowed: true }).run();
  expect(story.outline().filter((line) => line.includes("Changes"))).toHaveLength(1);
});

test("what a review asks for may be as large as the whole was", () => {
  const story = new Story({
    planner: (task) => (task.origin === "review" ? execute() : split("XL", [part("one"), part("two")])),
  });
  story.label().run();
  story.tell({ type: "ChangesRequested", pullRequest: pullOf(story), review: 7, by: "bob", body: "More." });
  story.run((at) => at.tree.tasks.size > 3);
  expect(story.task("Changes").size).toBe("L");
});

test("two reviews at once are two tasks, also in a tree of one small leaf", () => {
  const story = new Story({ planner: () => execute() }).label().run();
  for (const review of [7, 8])
    story.tell({
      type: "ChangesRequested",
      pullRequest: pullOf(story),
      review,
      by: `person${review}`,
      body: "More.",
    });
  story.run();
  expect(story.outline()).toEqual([
    "validating L Add a parser",
    "  done S Add a parser",
    "  done S Changes requested by @person7",
    "  done S Changes requested by @person8",
  ]);
});

test("a review by somebody else, or of another pull request, changes nothing", () => {
  const story = new Story({ ...twoParts, mayWrite: (login) => login === "alice" }).label().run();
  const asked = { type: "ChangesRequested" as const, review: 7, by: "mallory", body: "Add a miner." };
  story.tell({ ...asked, pullRequest: 1 }).run();
  expect(story.root.facts.reviews).toEqual([]);
  story.tell({ ...asked, pullRequest: pullOf(story) }).run();
  expect(story.root.facts.reviews).toMatchObject([{ state: "refused" }]);
  expect(story.tree.tasks.size).toBe(3);
  expect(story.state).toBe("ready");
});

test("a review moves a root that waits for a person", () => {
  const story = new Story(rootChecks("red", "red", "red")).label().run();
  story
    .tell({ type: "ChangesRequested", pullRequest: pullOf(story), review: 7, by: "bob", body: "It is X." })
    .run();
  expect(story.state).toBe("ready");
});

test("a review that a full tree has no room for is left to a person", () => {
  const story = new Story({ ...twoParts, config: { limits: { nodesMax: 3 } } }).label().run();
  story
    .tell({ type: "ChangesRequested", pullRequest: pullOf(story), review: 7, by: "bob", body: "More." })
    .run();
  expect(story.needs).toEqual([
    "“Changes requested by @bob” would be one task more than the 3 that a tree may have: raise limits.nodesMax in .github/fractal.yml",
  ]);
});

test("closed unmerged, the tree stops and says how to go on; reopened, it goes on", () => {
  const story = new Story(twoParts).label().run();
  const pullRequest = pullOf(story);
  const closed = { type: "PullRequestClosed" as const, pullRequest, merged: false, by: "alice" };
  story.tell(closed).tell(closed).run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual([`Pull request #${pullRequest} was closed unmerged: open it again?`]);
  expect(story.root.question?.summary).toMatch(/^@alice closed pull request #\d+ unmerged\./);
  story.unshut(pullRequest).run();
  expect(story.state).toBe("ready");
});

test("what was closed twice must be opened twice", () => {
  const story = new Story(twoParts).label().run();
  const pullRequest = pullOf(story);
  story.shut(pullRequest);
  story.tell({ type: "IssueClosed", issue: 1, as: "completed", by: "alice" }).run();
  story.tell({ type: "IssueReopened", issue: 1, by: "alice" }).run();
  expect(story.needs).toEqual([`Pull request #${pullRequest} was closed unmerged: open it again?`]);
  story.close(1, "completed");
  story.unshut(pullRequest).run();
  expect(story.needs).toEqual(["this issue is still closed; reopen it to go on"]);
  story.tell({ type: "IssueReopened", issue: 1, by: "alice" }).run();
  expect(story.state).toBe("ready");
});

test("merging closes the issue as well, whichever is heard first", () => {
  const story = new Story(twoParts).label().run();
  story.tell({ type: "IssueClosed", issue: 1, as: "completed", by: "alice" }).run();
  story.tell({ type: "PullRequestClosed", pullRequest: pullOf(story), merged: true, by: "alice" }).run();
  expect(story.state).toBe("merged");
  expect(story.root.facts).toMatchObject({ closed: [] });
});

test("merged while a repair runs: the rest is cancelled, and its run settled", () => {
  const story = new Story(rootChecks("red")).label();
  story.run((at) => at.did("Dispatch").length === 3);
  const pullRequest = pullOf(story);
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, by: "alice" }).run();
  expect(story.state).toBe("merged");
  expect(story.task("Repair 1")).toMatchObject({
    status: "cancelled",
    reason: "the root pull request was merged without it",
  });
  const before = story.tree;
  story.shut(pullRequest);
  story.tell({ type: "ChangesRequested", pullRequest, review: 7, by: "bob", body: "Too late." });
  story.tell({ type: "Restarted" }).run();
  expect(story.tree).toEqual(before);
});

test("a red root pull request without a log is repaired all the same", () => {
  const story = new Story(rootChecks("mute")).label().run();
  expect(story.task("Repair 1").status).toBe("done");
  expect(story.state).toBe("ready");
});

test("what a person pushes to the epic is judged, whether it was green before or not", () => {
  const story = new Story(twoParts).label().run();
  const pullRequest = pullOf(story);
  story.tell({ type: "PullRequestPushed", pullRequest: 4711 });
  expect(story.state).toBe("ready");
  story.tell({ type: "PullRequestPushed", pullRequest });
  expect(story.root.facts.judgement?.next).toBe("ask");
  const moved = { type: "EpicMoved" as const, sha: "pushed", at: story.now };
  story.tell(moved).tell(moved);
  expect(story.root.facts).toMatchObject({ readyForReview: false, judgement: { sha: "pushed" } });
  story.run();
  expect(story.state).toBe("ready");
});

test("a push to an epic that is judged by the command is judged by the command", () => {
  const story = new Story({ ...twoParts, config: { ci: "verify", verify: "make" } }).label().run();
  story.tell({ type: "EpicMoved", sha: "pushed", at: story.now }).run();
  expect(story.did("DispatchVerify").at(-1)).toMatchObject({ sha: "pushed", about: "root" });
  expect(story.state).toBe("ready");
});
