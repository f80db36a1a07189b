import { expect, test } from "vitest";
import { linkedIssues, mirrorState } from "#src/core/mirror-state.ts";
import { chain } from "./chain.ts";
import { part, split } from "./plans.ts";
import { Story } from "./story.ts";

test("a part whose issue was deleted is closed as not planned, and done after all when that is asked for", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("two") > 0);
  const issue = story.issueOf("two");
  const gone = { type: "IssueGone", issue, as: "deleted", by: "alice" } as const;
  story.tell(gone).tell(gone).run();
  expect(story.task("two")).toMatchObject({ status: "cancelled", gone: "deleted" });
  expect(story.needs).toEqual(["@alice deleted the issue of “two”; its parent waits for it"]);
  story.label().run();
  expect(story.state).toBe("ready");
  expect(story.task("two").gone).toBeUndefined();
  const { status } = story.tell({ ...gone, issue: story.issueOf("two") }).task("two");
  expect(status).toBe("done");
  story.now += 1;
  story.label().run();
  expect(story.task("two")).toMatchObject({ status: "done", gone: "deleted" });
});

test("a root whose issue is gone ends: what runs is cancelled, and nothing is shown any more", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("Dispatch").length > 0);
  const told = story.did("WriteSticky").length;
  story.tell({ type: "IssueGone", issue: 1, as: "transferred", by: "alice" }).run();
  expect(story.state).toBe("failed");
  expect(story.root).toMatchObject({ status: "cancelled", reason: "@alice transferred its issue" });
  expect(story.did("WriteSticky").length).toBe(told);
  story.tell({ type: "IssueGone", issue: 4711, as: "deleted", by: "alice" });
  expect(story.tree.tasks.size).toBe(4);
});

test("under an issue that is gone no other is made", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1);
  story.tell({ type: "IssueGone", issue: 1, as: "deleted", by: "alice" }).run();
  expect(story.state).toBe("failed");
  expect(story.did("MirrorIssue")).toEqual([]);
});

test("the parts of a part whose issue was deleted hang under its new one", () => {
  const story = new Story({
    planner: ({ parent: above }) =>
      above === null
        ? split("XL", [part("outer", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })])
        : split("L", [part("one"), part("two", { dependsOn: [0] })], { files: ["src/"] }),
  }).label();
  story.run((at) => at.tree.tasks.size > 3 && at.task("one").mirrored?.includes("done") === true);
  const parts = () => ["one", "two"].map((title) => story.task(title).id);
  story.tell({ type: "IssueGone", issue: story.issueOf("outer"), as: "deleted", by: "alice" }).run();
  const told = story.did("MirrorIssue").length;
  story.label().run();
  const again = story.did("MirrorIssue").slice(told);
  expect(again.map(({ task }) => task)).toEqual(expect.arrayContaining([story.task("outer").id, ...parts()]));
  expect(again.findIndex(({ task }) => task === story.task("outer").id)).toBe(0);
  expect(story.state).toBe("ready");
});

test("nothing is linked to an issue that is gone; to the new one it is", () => {
  const story = new Story(chain).label();
  story.run((at) => at.tree.tasks.size > 1 && at.issueOf("two") > 0);
  const linked = () => linkedIssues(story.tree, story.task("two")).map(({ number }) => number);
  const one = story.issueOf("one");
  expect(linked()).toEqual([one]);
  story.tell({ type: "IssueGone", issue: one, as: "deleted", by: "alice" });
  expect([linked(), mirrorState(story.tree, story.task("two")).at(-1)]).toEqual([[], "0"]);
  story.run();
  story.label().run();
  expect(linked()).toEqual([story.issueOf("one")]);
});
