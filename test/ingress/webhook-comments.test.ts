import { beforeAll, expect, test } from "vitest";
import { read, type Recorded, recordWebhooks } from "./recorded-webhooks.ts";

const repository = "ada/demo";
const at = Date.UTC(2026, 1, 3, 4, 5, 6);
const time = { updated_at: "2026-02-03T04:05:06Z" };
let hub: Recorded;

beforeAll(async () => {
  hub = await recordWebhooks();
});

function said(name: string, values: Record<string, unknown> = {}) {
  return read("issue_comment", hub.changed(name, values)).map(({ event }) => event);
}

test("what a person writes is heard, as far as a briefing may hold it, and by GitHub's clock", () => {
  const name = "issue_comment.created";
  const { id: comment } = hub.payload(name).comment;
  const event = { type: "CommentWritten", issue: 1, comment, by: "ada", body: "/fractal status", at };
  expect(read("issue_comment", hub.changed(name, { comment: time }))).toEqual([
    { id: "d1", repository, event },
  ]);
  const long = "x".repeat(1_000_000);
  expect(said(name, { comment: { body: long } })).toMatchObject([{ body: long.slice(0, 8000) }]);
  expect(said(name, { comment: { body: "half \ud800 of it" } })).toMatchObject([
    { body: "half \ufffd of it" },
  ]);
});

test("who ticks a box of ours is who edited the comment, not whose it is", () => {
  const name = "issue_comment.edited";
  const { id: comment, user } = hub.payload(name).comment;
  expect(user).toMatchObject({ login: "spec-bot[bot]" });
  const event = { type: "BoxesTicked", issue: 1, comment, by: "bob", ticked: ["question/fx-1/1/a"], at };
  expect(said(name, { comment: time })).toEqual([event]);
  const two =
    "- [x] <!-- fractal:tick a/1 --> A\r\n- [X] <!-- fractal:tick b/2 --> B\r\n- [ ] <!-- fractal:tick c/3 -->";
  expect(said(name, { comment: { body: two } })).toMatchObject([{ ticked: ["a/1", "b/2"] }]);
  expect(said(name, { comment: { body: "Up or down?" } })).toEqual([]);
});

test("words that their author edits are said anew; those that another puts right are not that one's", () => {
  const { sender } = hub.payload("issue_comment.edited");
  const edited = { body: "Down!", performed_via_github_app: null };
  expect(said("issue_comment.edited", { comment: { ...edited, user: sender } })).toMatchObject([
    { type: "CommentWritten", by: "bob", body: "Down!" },
  ]);
  const user = hub.payload("issue_comment.created").comment["user"];
  expect(said("issue_comment.edited", { comment: { ...edited, user } })).toEqual([]);
});

test("a box of ours in another's comment is no tick", () => {
  const body =
    "> - [x] <!-- fractal:tick question/fx-1/1/a --> Up\n\n- [x] <!-- fractal:tick question/fx-1/1/a -->";
  expect(said("issue_comment.created", { comment: { body } })).toMatchObject([{ type: "CommentWritten" }]);
});

test("we do not hear ourselves, nor other bots, nor a program that speaks in a person's name", () => {
  for (const name of ["issue_comment.created by the App", "issue_comment.edited by the App"])
    expect(read("issue_comment", hub.payload(name))).toEqual([]);
  const { sender } = hub.payload("issue_comment.created by the App");
  expect(said("issue_comment.created", { sender: { ...sender, login: "other[bot]" } })).toEqual([]);
  const app = hub.payload("issue_comment.created by the App").comment["performed_via_github_app"];
  expect(app).toMatchObject({ slug: "spec-bot" });
  expect(said("issue_comment.created", { comment: { performed_via_github_app: app } })).toEqual([]);
});

test("what is deleted was said all the same", () => {
  expect(said("issue_comment.deleted")).toEqual([]);
});

test("under a pull request people talk about code: only a command is for us", () => {
  const name = "issue_comment.created";
  const url = "https://github.com/ada/demo/pull/1";
  const pull_request = { url, html_url: url, diff_url: `${url}.diff`, patch_url: `${url}.patch` };
  const under = (body: string) => said(name, { issue: { pull_request }, comment: { body } });
  expect(under("Looks good to me")).toEqual([]);
  expect(under("see `/fractal retry`")).toEqual([]);
  expect(under(" /Fractal retry\n\nplease")).toMatchObject([{ issue: 1, isPull: true }]);
});

test("a comment of an account that is no more", () => {
  const ghost = hub.broken("issue_comment.edited", {
    comment: { user: null, performed_via_github_app: null },
  });
  expect(read("issue_comment", ghost)).toEqual([]);
});
