import { expect, test } from "vitest";
import { githubGraphql } from "#test/github/graphql.ts";

const github = githubGraphql();
const CREATE = `mutation($input: CreateIssueInput!) {
  createIssue(input: $input) { issue { id number fullDatabaseId } }
}`;
const EDITOR = `query($id: ID!) {
  node(id: $id) { __typename ... on IssueComment { editor { __typename login } lastEditedAt } }
}`;
const input = {
  repositoryId: "R_1",
  title: "Add prices",
  body: "…",
  labelIds: ["LA_1"],
  parentIssueId: "I_1",
};

test("an issue created under its parent passes, on the way there and back", () => {
  expect(github.request(CREATE, { input })).toEqual([]);
  const issue = { id: "I_2", number: 8, fullDatabaseId: "3900000001" };
  expect(github.response(CREATE, { input }, { data: { createIssue: { issue } } })).toEqual([]);
});

test("a field or variable that GitHub does not have is caught", () => {
  expect(github.request("query { node(id: 5) { id colour } }")).toEqual([
    'Cannot query field "colour" on type "Node".',
  ]);
  expect(github.request(CREATE, { input: { ...input, parentId: "I_1", title: undefined }, also: 1 })).toEqual(
    [
      "$also is given but not declared",
      '$input: Field "title" of required type "String!" was not provided.',
      '$input: Field "parentId" is not defined by type "CreateIssueInput".',
    ],
  );
  expect(github.request("mutation {")).toEqual(["Syntax Error: Expected Name, found <EOF>."]);
});

test("an answer with a wrong, missing or unasked field is caught", () => {
  const answer = (issue: unknown) => github.response(CREATE, { input }, { data: { createIssue: { issue } } });
  expect(answer({ id: "I_2", number: "8x", fullDatabaseId: "1" }).join()).toContain(
    "createIssue.issue.number: Int",
  );
  expect(answer({ id: "I_2", number: 8 })).toEqual([
    "data.createIssue.issue.fullDatabaseId must be null, not missing",
  ]);
  expect(answer({ id: "I_2", number: 8, fullDatabaseId: "1", state: "OPEN" })).toEqual([
    "data.createIssue.issue.state was not asked for",
  ]);
  expect(github.response(CREATE, { input }, [])).toHaveLength(1);
});

test("who edited a comment is asked by node id", () => {
  expect(github.request(EDITOR, { id: "IC_1" })).toEqual([]);
  const node = {
    __typename: "IssueComment",
    editor: { __typename: "User", login: "ann" },
    lastEditedAt: null,
  };
  expect(github.response(EDITOR, { id: "IC_1" }, { data: { node } })).toEqual([]);
  expect(github.response(EDITOR, { id: "IC_1" }, { data: { node: null } })).toEqual([]);
  expect(
    github.response(EDITOR, { id: "IC_1" }, { data: { node: { ...node, editor: "ann" } } }),
  ).toHaveLength(1);
});

test("errors must look like GraphQL's", () => {
  const errors = [{ type: "NOT_FOUND", path: ["node"], message: "Could not resolve to a node" }];
  expect(github.response(EDITOR, { id: "x" }, { data: { node: null }, errors })).toEqual([]);
  expect(github.response(EDITOR, { id: "x" }, { errors: ["no"] })).toEqual([
    "every error must have a message",
  ]);
  expect(github.response(EDITOR, { id: "x" }, { errors: [] })).toHaveLength(1);
});
