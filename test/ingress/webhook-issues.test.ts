import { beforeAll, expect, test } from "vitest";
import { rootTaskId } from "#src/core/task-id.ts";
import { read, reader, type Recorded, recordWebhooks } from "./recorded-webhooks.ts";

let hub: Recorded;

beforeAll(async () => {
  hub = await recordWebhooks();
});

test("the label of ours on an open issue asks for a tree", () => {
  const { number, id, node_id: nodeId } = hub.payload("issues.labeled").issue;
  const payload = hub.changed("issues.labeled", { issue: { updated_at: "2026-02-03T04:05:06Z" } });
  expect(read("issues", payload)).toEqual([
    {
      id: "d1",
      root: rootTaskId("ada/demo", Number(number)),
      event: {
        type: "RootRequested",
        owner: "ada",
        repo: "demo",
        issue: { number, id, nodeId },
        title: "A spec",
        body: "Do it",
        by: "ada",
        author: "ada",
        // By GitHub's clock, whatever ours says.
        at: Date.UTC(2026, 1, 3, 4, 5, 6),
        delivery: "d1",
      },
    },
  ]);
});

test.each([
  ["Fractal", 1],
  ["FRACTAL", 1],
  ["fractal-later", 0],
  [" fractal", 0],
  ["bug", 0],
])("the label %o is ours %i times", (name, times) => {
  expect(read("issues", hub.changed("issues.labeled", { label: { name } }))).toHaveLength(times);
});

test("the label on a closed issue asks for nothing", () => {
  expect(read("issues", hub.changed("issues.labeled", { issue: { state: "closed" } }))).toEqual([]);
});

test.each<[string, string | null | undefined, string]>([
  ["as completed", "completed", "completed"],
  ["without a reason", null, "completed"],
  ["by an older GitHub, which knows no reasons", undefined, "completed"],
  ["as not planned", "not_planned", "not_planned"],
  ["as a duplicate", "duplicate", "not_planned"],
  ["for a reason that GitHub does not have yet", "superseded", "not_planned"],
])("closed %s", (_, reason, as) => {
  expect(read("issues", hub.broken("issues.closed", { issue: { state_reason: reason } }))).toEqual([
    { id: "d1", repository: "ada/demo", event: { type: "IssueClosed", issue: 1, by: "ada", as } },
  ]);
});

test.each([
  ["issues.reopened", [{ type: "IssueReopened", issue: 1, by: "ada" }]],
  ["issues.edited", [{ type: "IssueEdited", issue: 1, by: "ada" }]],
  ["issues.opened", []],
  ["issues.unlabeled", []],
])("%s", (name, events) => {
  expect(read("issues", hub.payload(name)).map(({ event }) => event)).toEqual(events);
});

test("an edit of an issue that we opened says what stands there now", () => {
  const ours = { user: { login: reader.appLogin }, title: "Read  it", body: "> Lines are read." };
  const [arrival] = read("issues", hub.broken("issues.edited", { issue: ours }));
  const words = { title: "Read it", objective: "Lines are read." };
  expect(arrival?.event).toEqual({ type: "IssueEdited", issue: 1, by: "ada", words });
});

test.each(["deleted", "transferred"])("an issue that is %s is gone", (action) => {
  expect(read("issues", hub.broken("issues.closed", { action })).map(({ event }) => event)).toEqual([
    { type: "IssueGone", issue: 1, as: action, by: "ada" },
  ]);
});

test("an edit of the title counts, one of anything else says nothing", () => {
  const title = { title: { from: "An older title" } };
  expect(read("issues", hub.changed("issues.edited", { changes: title }))).toHaveLength(1);
  expect(read("issues", hub.changed("issues.edited", { changes: {} }))).toEqual([]);
});

test.each(["issues.labeled", "issues.closed", "issues.reopened", "issues.edited"])(
  "%s by our own App is an echo, and of a pull request it is none of ours",
  (name) => {
    const { sender } = hub.payload("issues.edited by the App");
    expect(sender.login).toBe(reader.appLogin);
    expect(read("issues", hub.changed(name, { sender }))).toEqual([]);
    const url = "https://api.github.com/repos/ada/demo/pulls/1";
    const links = { url, html_url: url, diff_url: url, patch_url: url };
    expect(read("issues", hub.changed(name, { issue: { pull_request: links } }))).toEqual([]);
  },
);

test("text of any length and kind is taken as far as GitHub takes it", () => {
  const title = "t".repeat(1_000_000);
  const body = "\ud800".repeat(1_000_000);
  const [long] = read("issues", hub.changed("issues.labeled", { issue: { title, body } }));
  expect(long?.event).toMatchObject({ title: "t".repeat(256), body: "\ufffd".repeat(65_536) });
  const [bare] = read("issues", hub.changed("issues.labeled", { issue: { title: "  ", body: null } }));
  expect(bare?.event).toMatchObject({ title: "Untitled", body: "" });
});

test.each<[string, { [field: string]: unknown }]>([
  ["a number below one", { issue: { number: -1 } }],
  ["a number that is a text", { issue: { number: "1" } }],
  ["a body that is a list", { issue: { body: ["x"] } }],
  ["a time that is none", { issue: { updated_at: "yesterday" } }],
  ["no sender", { sender: undefined }],
  ["no repository", { repository: undefined }],
  ["a label that is a text", { label: "fractal" }],
])("an issue with %s says nothing", (_, values) => {
  expect(read("issues", hub.broken("issues.labeled", values))).toEqual([]);
});
