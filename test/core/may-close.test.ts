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
