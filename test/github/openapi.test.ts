import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { githubOpenApi } from "#test/github/openapi.ts";

const github = githubOpenApi();
const LABELS = "/repos/ann/shop/labels";
const label = {
  id: 1,
  node_id: "LA_1",
  url: "https://api.github.com/repos/ann/shop/labels/bug",
  name: "bug",
  description: null,
  color: "d73a4a",
  default: false,
};

test("a label created as GitHub describes it passes, on the way there and back", () => {
  expect(github.request("POST", LABELS, { name: "bug", color: "d73a4a" })).toEqual([]);
  expect(github.response("POST", LABELS, 201, label)).toEqual([]);
});

test("a body without what GitHub requires is caught", () => {
  expect(github.request("POST", LABELS, { color: "d73a4a" })).toEqual([
    "POST /repos/{owner}/{repo}/labels: body must have required property 'name'",
  ]);
  expect(github.request("POST", LABELS)).toEqual(["POST /repos/{owner}/{repo}/labels: needs a body"]);
});

test("a body with a name that GitHub would silently ignore is caught", () => {
  expect(github.request("POST", LABELS, { name: "bug", colour: "red" })).toEqual([
    "POST /repos/{owner}/{repo}/labels: body/colour is unknown to GitHub, which would ignore it",
  ]);
});

test("an answer of the wrong shape is caught", () => {
  expect(github.response("POST", LABELS, 201, { ...label, id: "1", color: null })).toEqual([
    "POST /repos/{owner}/{repo}/labels 201: answer/id must be integer",
    "POST /repos/{owner}/{repo}/labels 201: answer/color must be string",
  ]);
});

test("a query is judged by its names and values", () => {
  expect(github.request("GET", "/repos/ann/shop/issues?state=all&per_page=100")).toEqual([]);
  expect(github.request("GET", "/repos/ann/shop/issues?state=any&pageSize=5")).toEqual([
    "GET /repos/{owner}/{repo}/issues: query must NOT have additional properties (pageSize)",
    'GET /repos/{owner}/{repo}/issues: query/state must be equal to one of the allowed values: ["open","closed","all"]',
  ]);
});

test("a status, a method or a path that GitHub does not document is a violation", () => {
  expect(github.response("GET", LABELS, 501, { message: "not served" })).toEqual([
    "GET /repos/{owner}/{repo}/labels 501: GitHub documents 200, 404 only",
  ]);
  expect(github.request("PUT", LABELS)).toEqual([
    "PUT /repos/{owner}/{repo}/labels: GitHub has no such method here",
  ]);
  expect(github.request("GET", "/repos/ann/shop/nonsense")).toEqual([
    "GET /repos/ann/shop/nonsense: no such path in GitHub's description",
  ]);
});

test("refusals that may come on any route must look like GitHub's", () => {
  const refusal = {
    message: "Bad credentials",
    documentation_url: "https://docs.github.com/rest",
    status: "401",
  };
  expect(github.response("GET", LABELS, 401, refusal)).toEqual([]);
  expect(github.response("GET", LABELS, 403, { error: "no" })).toEqual([
    "GET /repos/{owner}/{repo}/labels 403: answer must have a message, as all of GitHub's refusals do",
  ]);
});

test("an answer without content must have none", () => {
  const issue = "/repos/ann/shop/actions/workflows/ci.yml/dispatches";
  expect(github.response("POST", issue, 204)).toEqual([]);
  expect(github.response("POST", issue, 204, { ok: true })).toHaveLength(1);
  expect(github.response("POST", "/repos/ann/shop/merges", 409, { message: "Merge conflict" })).toEqual([]);
});

test("a webhook is judged by its event and action", () => {
  expect(github.webhook("issues", { action: "opened" }).join("\n")).toContain(
    "webhook issues-opened: payload must have required property 'issue'",
  );
  expect(github.webhook("issues", { action: "sneezed" })).toEqual([
    "webhook issues-sneezed: GitHub sends no such event",
  ]);
  expect(github.webhook("sub_issues", { action: "sub_issue_added" }).length).toBeGreaterThan(0);
});

test("concrete paths find their template, branch names with slashes too", () => {
  const find = (path: string) =>
    github.find(`/repos/ann/shop/${path}`)?.replace("/repos/{owner}/{repo}/", "");
  expect(find("issues/7/sub_issues?per_page=100")).toBe("issues/{issue_number}/sub_issues");
  expect(find("issues/comments/9")).toBe("issues/comments/{comment_id}");
  expect(find("commits/fractal/1/epic/status")).toBe("commits/{ref}/status");
  expect(find("commits/fractal/1/epic")).toBe("commits/{ref}");
  expect(find("rules/branches/fractal%2F1%2Fepic")).toBe("rules/branches/{branch}");
  expect(find("compare/main...fractal/1/epic")).toBe("compare/{basehead}");
  expect(find("contents/src/a.ts")).toBe("contents/{path}");
  expect(github.find("/graphql")).toBeUndefined();
});

test("every path and webhook of the excerpt is complete: no reference leads nowhere", () => {
  const { paths, ...rest } = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")) as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    "x-webhooks": Record<string, unknown>;
  };
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      expect(github.find(path)).toBe(path);
      github.request(method, path, {});
      for (const status of Object.keys(responses)) github.response(method, path, Number(status), {});
    }
  }
  for (const name of Object.keys(rest["x-webhooks"])) {
    expect(github.webhook(name, {})).not.toEqual([`webhook ${name}: GitHub sends no such event`]);
  }
});
