import { expect, test } from "vitest";
import { startWorld } from "./world.ts";

test("an issue lives from opened to deleted, and every step is told", async () => {
  await using world = await startWorld();
  const { ada, at, hub } = world;
  const { data: issue } = await ada.rest.issues.create({
    ...at,
    title: "A spec",
    body: "Do it",
    labels: ["fractal"],
  });
  expect(issue).toMatchObject({
    number: 1,
    state: "open",
    user: { login: "ada" },
    author_association: "OWNER",
  });
  expect(issue.id).toBeGreaterThan(1_000_000_000);
  const one = { ...at, issue_number: issue.number };
  await ada.rest.issues.update({ ...one, title: "A better spec", body: "Do it well" });
  await ada.rest.issues.addLabels({ ...one, labels: ["now", "fractal"] });
  await ada.rest.issues.removeLabel({ ...one, name: "now" });
  await ada.rest.issues.update({ ...one, state: "closed", state_reason: "not_planned" });
  expect((await ada.rest.issues.get(one)).data).toMatchObject({
    state: "closed",
    state_reason: "not_planned",
  });
  await ada.rest.issues.update({ ...one, state: "open" });
  const { data: history } = await ada.rest.issues.listEvents(one);
  expect(history.map((line) => line.event)).toEqual([
    "labeled",
    "renamed",
    "labeled",
    "unlabeled",
    "closed",
    "reopened",
  ]);
  await hub.seed.deleteIssue(world.repo, 1, "ada");
  await expect(ada.rest.issues.get(one)).rejects.toMatchObject({ status: 410 });
  expect((await ada.rest.issues.listForRepo(at)).data).toEqual([]);
  expect(await world.heard()).toEqual([
    "installation.created",
    "issues.opened",
    "issues.labeled",
    "issues.edited",
    "issues.labeled",
    "issues.unlabeled",
    "issues.closed",
    "issues.reopened",
    "issues.deleted",
  ]);
});

test("comments and reactions: once made, twice reacted is one reaction, the last editor is known to GraphQL", async () => {
  await using world = await startWorld();
  const { ada, bob, eve, at } = world;
  const app = world.asApp();
  await ada.rest.issues.create({ ...at, title: "A spec" });
  const { data: comment } = await app.rest.issues.createComment({
    ...at,
    issue_number: 1,
    body: "Which colour?",
  });
  expect(comment).toMatchObject({ user: { login: "spec-bot[bot]", type: "Bot" } });
  expect(comment.performed_via_github_app?.slug).toBe("spec-bot");
  const reaction = { ...at, comment_id: comment.id, content: "eyes" } as const;
  expect((await app.rest.reactions.createForIssueComment(reaction)).status).toBe(201);
  expect((await app.rest.reactions.createForIssueComment(reaction)).status).toBe(200);
  expect(
    (await app.rest.reactions.createForIssue({ ...at, issue_number: 1, content: "rocket" })).status,
  ).toBe(201);
  expect((await ada.rest.reactions.listForIssueComment(reaction)).data).toHaveLength(1);
  await bob.rest.issues.updateComment({ ...at, comment_id: comment.id, body: "Which colour, please?" });
  const query = "query($id: ID!) { node(id: $id) { ... on IssueComment { editor { login } lastEditedAt } } }";
  const answer = await app.graphql<{ node: { editor: { login: string } } }>(query, { id: comment.node_id });
  expect(answer.node.editor.login).toBe("bob");
  await expect(
    eve.rest.issues.updateComment({ ...at, comment_id: comment.id, body: "mine" }),
  ).rejects.toMatchObject({ status: 403 });
  await expect(ada.rest.issues.createComment({ ...at, issue_number: 1, body: " " })).rejects.toMatchObject({
    status: 422,
  });
  await ada.rest.issues.deleteComment({ ...at, comment_id: comment.id });
  expect((await ada.rest.issues.listComments({ ...at, issue_number: 1 })).data).toEqual([]);
  expect((await world.heard()).slice(2)).toEqual([
    "issue_comment.created",
    "issue_comment.edited",
    "issue_comment.deleted",
  ]);
});

test("GraphQL knows who last edited a body, and nobody when nobody did", async () => {
  await using world = await startWorld();
  const { ada, bob, at } = world;
  const { data: issue } = await ada.rest.issues.create({ ...at, title: "A spec", body: "Old" });
  const { data: comment } = await ada.rest.issues.createComment({ ...at, issue_number: 1, body: "Hm" });
  const query = `query($id: ID!) {
    node(id: $id) {
      __typename
      ... on Issue { editor { login } lastEditedAt }
      ... on IssueComment { editor { login } lastEditedAt }
    }
  }`;
  const edited = async (id: string) => (await world.asApp().graphql<{ node: object }>(query, { id })).node;
  expect(await edited(issue.node_id)).toEqual({ __typename: "Issue", editor: null, lastEditedAt: null });
  await bob.rest.issues.update({ ...at, issue_number: 1, body: "New" });
  const lastEditedAt = expect.any(String);
  expect(await edited(issue.node_id)).toEqual({
    __typename: "Issue",
    editor: { login: "bob" },
    lastEditedAt,
  });
  expect(await edited(comment.node_id)).toMatchObject({ editor: null, lastEditedAt: null });
});

test("lists come in pages, by state, label and time; pull requests would be among them", async () => {
  await using world = await startWorld();
  const { ada, at } = world;
  for (let number = 1; number <= 7; number += 1)
    await ada.rest.issues.create({ ...at, title: `Issue ${number}`, labels: number % 2 ? ["odd"] : [] });
  await ada.rest.issues.update({ ...at, issue_number: 7, state: "closed" });
  const first = await ada.rest.issues.listForRepo({ ...at, per_page: 3 });
  expect(first.data.map((issue) => issue.number)).toEqual([6, 5, 4]);
  expect(first.headers.link).toContain('rel="next"');
  const all = await ada.paginate(ada.rest.issues.listForRepo, { ...at, per_page: 3, state: "all" });
  expect(all).toHaveLength(7);
  const odd = await ada.rest.issues.listForRepo({ ...at, labels: "odd", state: "all", direction: "asc" });
  expect(odd.data.map((issue) => issue.number)).toEqual([1, 3, 5, 7]);
  const later = await ada.rest.issues.listForRepo({ ...at, since: "2099-01-01T00:00:00Z" });
  expect(later.data).toEqual([]);
});

test("GraphQL creates an issue with labels under a parent in one request, and says what it does not serve", async () => {
  await using world = await startWorld();
  const app = world.asApp();
  const { data: repo } = await app.rest.repos.get(world.at);
  const { data: label } = await app.rest.issues.createLabel({ ...world.at, name: "task", color: "00FF00" });
  const { data: parent } = await app.rest.issues.create({ ...world.at, title: "Root" });
  const mutation = `mutation($input: CreateIssueInput!) { createIssue(input: $input) { issue { number id fullDatabaseId parent { number } } } }`;
  const input = {
    repositoryId: repo.node_id,
    title: "Child",
    labelIds: [label.node_id],
    parentIssueId: parent.node_id,
  };
  const made = await app.graphql<{ createIssue: { issue: { number: number; fullDatabaseId: string } } }>(
    mutation,
    { input },
  );
  expect(made.createIssue.issue).toMatchObject({ number: 2, parent: { number: 1 } });
  const { data: child } = await app.rest.issues.get({ ...world.at, issue_number: 2 });
  expect(String(child.id)).toBe(made.createIssue.issue.fullDatabaseId);
  expect(child.labels).toMatchObject([{ name: "task", color: "00ff00" }]);
  await expect(app.graphql("{ viewer { login } }")).rejects.toThrow(
    /local hub serves the mutation createIssue/,
  );
  await expect(app.graphql(mutation, { input: { ...input, repositoryId: "R_nope" } })).rejects.toThrow(
    /Could not resolve/,
  );
  await expect(world.asApp({ issues: "read" }).graphql(mutation, { input })).rejects.toThrow(
    /not accessible by integration/,
  );
});
