import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { Story } from "./story.ts";

test.each(["not_planned", "completed"] as const)(
  "closed as %s by somebody who may not write: nothing moves, and the issue is put back",
  (as) => {
    const story = new Story({ ...chain, mayWrite: (login) => login !== "eve" }).label();
    story.run((at) => at.tree.tasks.size > 1 && at.task("two").mirrored !== undefined);
    const mirrored = story.did("MirrorIssue").length;
    story.close("two", as, "eve");
    expect(story.task("two")).toMatchObject({ status: "queued", mirrored: undefined });
    story.run((at) => at.task("two").mirrored !== undefined);
    expect(story.did("MirrorIssue").length).toBeGreaterThan(mirrored);
    story.close(1, as, "eve");
    expect(story.root.facts.stopped).toBeUndefined();
    // The sweeps go on finding it.
    story.tell({ type: "IssueClosed", issue: 1, as, by: "eve" });
    expect(story.root.facts).toMatchObject({ wishes: [], refused: { by: "eve", as } });
    expect(story.run().state).toBe("ready");
    story.reopen("two", "eve");
    expect(story.task("two").status).toBe("done");
  },
);

test("what several people said about one issue is judged in its order, also while the tree is stopped", () => {
  const story = new Story({ ...chain, mayWrite: (login) => login !== "eve" }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("two") > 0);
  const issue = story.issueOf("two");
  story.tell({ type: "IssueClosed", issue, as: "not_planned", by: "alice" });
  story.tell({ type: "IssueClosed", issue, as: "not_planned", by: "alice" });
  story.tell({ type: "IssueReopened", issue, by: "eve" });
  story.tell({ type: "IssueClosed", issue: 1, as: "completed", by: "bob" });
  story.tell({ type: "IssueReopened", issue: 1, by: "bob" });
  expect(story.root.facts.wishes).toHaveLength(4);
  story.tell({ type: "PermissionChecked", login: "eve", wish: 1, allowed: true });
  expect(story.root.facts.wishes).toHaveLength(4);
  story.run();
  expect(story.root.facts).toMatchObject({ wishes: [], closed: [] });
  expect(story.task("two")).toMatchObject({ status: "cancelled", closedBy: { login: "alice" } });
});

test("what was judged too late changes nothing: the tree is merged, or the part is no more", () => {
  const story = new Story(chain).label().run();
  const issue = story.issueOf("one");
  story.tell({ type: "IssueReopened", issue, by: "alice" });
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, by: "alice" });
  const judged = { type: "PermissionChecked", login: "alice", wish: 1, allowed: true } as const;
  expect(story.tell(judged).task("one").status).toBe("done");

  const other = new Story(chain).label().run();
  const { id } = other.task("one");
  other.tell({ type: "IssueReopened", issue: other.issueOf("one"), by: "alice" });
  const tasks = new Map(other.tree.tasks);
  tasks.delete(id);
  other.tree = { ...other.tree, tasks };
  expect(other.tell(judged).root.facts.wishes).toEqual([]);
  expect(other.state).toBe("ready");
});

test("that it may go on is heard too late as well, when the tree is merged by then", () => {
  const story = new Story(chain).label().run();
  story.now += 1;
  story.label("bob");
  expect(story.root.facts.resume).toBe("bob");
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, by: "alice" });
  story.tell({ type: "PermissionChecked", login: "bob", resume: "bob", allowed: true });
  expect(story.root).toMatchObject({ status: "done", facts: { resume: undefined } });
});

const byEve = { ...chain, mayWrite: (login: string) => login !== "eve" };

test("a leaf's pull request closed by somebody who may not write: it is opened again, they are told, and the attempt goes on", () => {
  const story = new Story({ ...byEve, ci: () => "stuck" }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").attempts[0]?.pullRequest !== undefined);
  const pullRequest = story.task("one").attempts[0]?.pullRequest ?? 0;
  const closed = { type: "PullRequestClosed" as const, pullRequest, merged: false, by: "eve" };
  story.tell(closed).tell(closed);
  expect(story.root.facts.wishes).toMatchObject([{ n: 1, by: "eve", as: "unmerged", pullRequest }]);
  expect(story.task("one").attempts[0]?.outcome).toBeUndefined();
  story.shut(pullRequest, "eve").tell(closed);
  expect(story.root.facts).toMatchObject({ wishes: [], refusals: [{ n: 1, by: "eve", pullRequest }] });
  story.run((at) => at.root.facts.refusals === undefined);
  expect(story.did("RefuseWish")).toHaveLength(1);
  expect(story.task("one")).toMatchObject({ status: "validating", attempts: [{ n: 1 }] });
  const reason = `@alice closed pull request #${pullRequest} without merging it`;
  expect(story.shut(pullRequest, "alice").task("one")).toMatchObject({
    attempts: [{ outcome: { class: "spec", reason } }],
  });
});

test("so with the root's, closed or opened again; whoever may write decides", () => {
  const story = new Story(byEve).label().run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.shut(pullRequest, "eve").run();
  expect(story.state).toBe("ready");
  expect(story.did("RefuseWish")).toHaveLength(1);
  // We open it again ourselves, and that is heard.
  story.tell({ type: "PullRequestReopened", pullRequest, by: "fractal[bot]" });
  expect(story.root.facts.wishes).toEqual([]);
  story.shut(pullRequest, "alice").run();
  expect(story.state).toBe("waiting");
  story.unshut(pullRequest, "eve").run();
  expect(story.state).toBe("waiting");
  expect(story.did("RefuseWish")).toHaveLength(2);
  story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "fractal[bot]" }).run();
  story.unshut(pullRequest, "alice").run();
  expect(story.state).toBe("ready");
});

test("a pull request closed and opened again before the first was judged is open", () => {
  const story = new Story(byEve).label().run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "alice" });
  story.tell({ type: "PullRequestReopened", pullRequest, by: "alice" });
  expect(story.root.facts.wishes).toMatchObject([{ as: "unmerged" }, { as: "reopened" }]);
  expect(story.run().state).toBe("ready");
  expect(story.root.facts).toMatchObject({ wishes: [], closed: [] });
});

test("what is judged after the tree was merged, or refused twice, changes nothing", () => {
  const story = new Story(byEve).label().run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "PullRequestClosed", pullRequest, merged: false, by: "alice" });
  story.tell({ type: "PullRequestClosed", pullRequest, merged: true, by: "bob" });
  story.tell({ type: "PermissionChecked", login: "alice", wish: 1, allowed: true });
  expect(story.tell({ type: "WishRefused", n: 7 }).state).toBe("merged");
});

test("who closes an issue that is not theirs to close is told so, once for each time", () => {
  const story = new Story(byEve).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("two").mirrored !== undefined);
  story.close("two", "completed", "eve").close(1, "not_planned", "eve");
  expect(story.root.facts.refusals).toMatchObject([
    { n: 1, task: story.task("two").id, as: "completed" },
    { n: 2, task: story.root.id, as: "not_planned" },
  ]);
  expect(story.run().state).toBe("ready");
  expect(story.did("RefuseWish").map(({ n }) => n)).toEqual([1, 2]);
});

test("that one was told, heard again after the queue was empty, drops none that came since", () => {
  const story = new Story(byEve).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("two").mirrored !== undefined);
  story.close("two", "completed", "eve");
  const told = { type: "WishRefused", n: story.root.facts.refusals?.[0]?.n ?? 0 } as const;
  expect(story.tell(told).root.facts.refusals).toBeUndefined();
  story.close(1, "not_planned", "eve");
  expect(story.tell(told).root.facts.refusals).toMatchObject([{ as: "not_planned" }]);
});

test("what GitHub said of one wish, heard again after the next one came, judges that one not", () => {
  const story = new Story(chain).label().run();
  const close = () =>
    story.tell({ type: "IssueClosed", issue: story.issueOf("one"), as: "completed", by: "bob" });
  close();
  const judged = { type: "PermissionChecked", login: "bob", wish: 1, allowed: true } as const;
  expect(story.tell(judged).root.facts.wishes).toEqual([]);
  story.tell({ type: "IssueReopened", issue: story.issueOf("one"), by: "bob" });
  expect(story.tell(judged).root.facts.wishes).toMatchObject([{ n: 2, as: "reopened" }]);
});
