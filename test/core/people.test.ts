import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { Story } from "./story.ts";

test("a stranger's label starts nothing; one set again by somebody who may write does", () => {
  const story = new Story({ ...chain, mayWrite: (login) => login === "alice" }).label("mallory").run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["@mallory may not start work here: write access is needed"]);
  expect(story.did("Comment").map(({ topic }) => topic)).toEqual(["not-allowed/mallory"]);
  expect(story.did("AcknowledgeRequest")).toHaveLength(1);
  expect(story.did("RunPreflight")).toEqual([]);

  story.label("alice", { body: "It parses, really." }).run();
  expect(story.root.facts).toMatchObject({ requestedBy: "alice", spec: "It parses, really." });
  expect(story.state).toBe("ready");
  story.label("mallory", { body: "Mine." }).run();
  expect(story.root.facts.requestedBy).toBe("alice");
});

test("what stands in the way is said with its remedy before any money is spent, and looked at again on a restart", () => {
  const problem = { code: "workflow", what: "fractal-worker.yml is missing", remedy: "add it" };
  const story = new Story({ ...chain, preflight: (round) => (round === 1 ? { problems: [problem] } : {}) });
  story.label().run();
  expect(story.needs).toEqual(["fractal-worker.yml is missing"]);
  expect(story.did("EnsureEpic")).toEqual([]);
  expect(story.did("Comment").map(({ topic }) => topic.split("/")[0])).toEqual(["preflight"]);
  story.tell({ type: "Restarted" }).run();
  expect(story.state).toBe("ready");
});

test("the root's issue stops the tree when it is closed, and lets it go on when it is opened again", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("Dispatch").length > 0);
  const closed = { type: "IssueClosed" as const, issue: 1, as: "not_planned" as const, by: "alice" };
  story.tell(closed).tell(closed).run();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual(["@alice closed the issue; reopen it to go on"]);
  const dispatched = story.did("Dispatch").length;
  story.tell({ type: "IssueReopened", issue: 1, by: "alice" }).run();
  expect(story.state).toBe("ready");
  expect(story.did("Dispatch").length).toBeGreaterThan(dispatched);
});

test("an edited text is noticed and answered, and changes nothing else", () => {
  const story = new Story(chain).label().run();
  story.tell({ type: "IssueEdited", issue: story.issueOf("one"), by: "alice" }).run();
  story.tell({ type: "IssueEdited", issue: story.issueOf("one"), by: "alice" }).run();
  expect(story.did("Comment").map(({ topic }) => topic)).toEqual(["edited"]);
  expect(story.state).toBe("ready");
});
