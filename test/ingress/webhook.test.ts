import { beforeAll, describe, expect, test } from "vitest";
import { Arrival } from "#src/ingress/inbox.ts";
import { eventOf, read, type Recorded, recordWebhooks } from "./recorded-webhooks.ts";

const repository = "ada/demo";
let hub: Recorded;

beforeAll(async () => {
  hub = await recordWebhooks();
});

describe("runs, checks and statuses", () => {
  test("a run that ended says so of itself and of its commit, under two ids", () => {
    const { id: runId, head_sha: sha } = hub.payload("workflow_run.requested").workflow_run;
    const ended = (conclusion: string | null) =>
      hub.changed("workflow_run.requested", {
        action: "completed",
        workflow_run: { status: "completed", conclusion },
      });
    expect(read("workflow_run", ended("success"))).toEqual([
      { id: "d1", repository, event: { type: "RunEnded", runId, conclusion: "success" } },
      { id: "d1.1", repository, event: { type: "ChecksChanged", sha } },
    ]);
    expect(read("workflow_run", ended(null))[0]?.event).toMatchObject({ conclusion: "failure" });
    expect(read("workflow_run", hub.payload("workflow_run.requested"))).toEqual([]);
  });

  test.each([
    ["check_run.completed", 1],
    ["check_run.created", 0],
    ["check_suite.completed", 1],
    ["status", 1],
  ])("%s says %i times that the checks of its commit changed, our own App's too", (name, times) => {
    const { check_run: run, check_suite: suite, sha } = hub.payload(name);
    const event = { type: "ChecksChanged", sha: run?.["head_sha"] ?? suite?.["head_sha"] ?? sha };
    const said = Array.from({ length: times }, () => ({ id: "d1", repository, event }));
    expect(read(eventOf(name), hub.payload(name))).toEqual(said);
    const { sender } = hub.payload("issues.edited by the App");
    expect(read(eventOf(name), hub.changed(name, { sender }))).toEqual(said);
  });

  test("a suite that was only asked for says nothing", () => {
    const asked = hub.changed("check_suite.completed", { action: "requested" });
    expect(read("check_suite", asked)).toEqual([]);
  });
});

describe("pull requests", () => {
  test("merged, with the commit; our own merges count too, since they move the tree", () => {
    const { number: pullRequest, merge_commit_sha: mergedSha } = hub.payload(
      "pull_request.closed merged",
    ).pull_request;
    expect(mergedSha).toMatch(/^[0-9a-f]{40}$/);
    expect(read("pull_request", hub.payload("pull_request.closed merged"))).toEqual([
      {
        id: "d1",
        repository,
        event: { type: "PullRequestClosed", pullRequest, merged: true, by: "spec-bot[bot]", mergedSha },
      },
    ]);
  });

  test("closed without a merge names no commit, even where GitHub names the one that it tried", () => {
    const tried = hub.changed("pull_request.closed", { pull_request: { merge_commit_sha: "b".repeat(40) } });
    const [arrival] = read("pull_request", tried);
    expect(arrival?.event).toEqual({ type: "PullRequestClosed", pullRequest: 2, merged: false, by: "ada" });
  });

  test("a push to one counts", () => {
    const pushed = hub.changed("pull_request.opened", {
      action: "synchronize",
      before: "a".repeat(40),
      after: "b".repeat(40),
    });
    expect(read("pull_request", pushed)[0]?.event).toEqual({
      type: "PullRequestPushed",
      pullRequest: 2,
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  test("opened again counts, opened does not", () => {
    const [arrival] = read("pull_request", hub.payload("pull_request.reopened"));
    expect(arrival?.event).toEqual({ type: "PullRequestReopened", pullRequest: 2, by: "ada" });
    expect(read("pull_request", hub.payload("pull_request.opened"))).toEqual([]);
  });

  test("a review counts when it asks for changes", () => {
    const name = "pull_request_review.submitted";
    const review = hub.payload(name).review["id"];
    const event = { type: "ChangesRequested", pullRequest: 2, review, by: "bob", body: "Say what it costs" };
    expect(read("pull_request_review", hub.payload(name))).toEqual([{ id: "d1", repository, event }]);
    const approved = hub.changed(name, { review: { state: "approved" } });
    expect(read("pull_request_review", approved)).toEqual([]);
    const ghost = hub.changed(name, { review: { user: null, body: null } });
    expect(read("pull_request_review", ghost)[0]?.event).toMatchObject({ by: "bob", body: "" });
    const long = hub.changed(name, { review: { body: "x".repeat(1_000_000) } });
    expect(read("pull_request_review", long)[0]?.event).toMatchObject({ body: "x".repeat(65_536) });
  });
});

test("whatever is said passes the schema of the inbox", () => {
  const said = hub.names.flatMap((name) => read(eventOf(name), hub.payload(name)));
  expect(new Set(said.map(({ event }) => event.type)).size).toBeGreaterThan(6);
  for (const arrival of said) expect(Arrival.parse(arrival)).toEqual(arrival);
});

describe("what is not ours says nothing", () => {
  test.each(["push", "label", "ping", "toString", "constructor", "__proto__", ""])("the event %o", (name) => {
    expect(read(name, hub.payload("issues.labeled"))).toEqual([]);
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "issues"],
    ["a list", []],
    ["an empty object", {}],
    ["an issue that is a text", { action: "labeled", issue: "1" }],
    ["deep nesting", JSON.parse(`${'{"issue":'.repeat(2_000)}1${"}".repeat(2_000)}`)],
  ])("%s", (_, shape) => {
    const names =
      "issues issue_comment workflow_run check_suite check_run status pull_request pull_request_review";
    expect(names.split(" ").flatMap((name) => read(name, shape))).toEqual([]);
  });
});
