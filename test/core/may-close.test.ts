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
