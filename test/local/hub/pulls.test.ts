import { expect, test } from "vitest";
import { startWorld, type World } from "./world.ts";

/** A branch with one file changed, made by the API. */
async function branch(
  world: World,
  name: string,
  files: Record<string, string>,
  from = "main",
): Promise<string> {
  const { at } = world;
  const { git } = world.ada.rest;
  const { data: base } = await git.getRef({ ...at, ref: `heads/${from}` });
  const entries = Object.entries(files).map(([path, content]) => ({
    path,
    content,
    mode: "100644" as const,
  }));
  const { data: parent } = await git.getCommit({ ...at, commit_sha: base.object.sha });
  const { data: tree } = await git.createTree({ ...at, base_tree: parent.tree.sha, tree: entries });
  const { data: commit } = await git.createCommit({
    ...at,
    message: `Work on ${name}`,
    tree: tree.sha,
    parents: [base.object.sha],
  });
  const there =
    name === from || (await git.listMatchingRefs({ ...at, ref: `heads/${name}` })).data.length > 0;
  if (there) await git.updateRef({ ...at, ref: `heads/${name}`, sha: commit.sha });
  else await git.createRef({ ...at, ref: `refs/heads/${name}`, sha: commit.sha });
  return commit.sha;
}

test("a pull request is opened, synchronized, merged on the sha that was seen, and closes what it names", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const { at } = world;
  const app = world.asApp();
  await world.ada.rest.issues.create({ ...at, title: "Please add a" });
  await branch(world, "topic", { "a.txt": "a\n" });
  const opened = await app.rest.pulls.create({
    ...at,
    title: "Add a",
    head: "topic",
    base: "main",
    body: "Closes #1",
  });
  expect(opened.data).toMatchObject({
    number: 2,
    mergeable: true,
    mergeable_state: "clean",
    changed_files: 1,
    commits: 1,
    additions: 1,
    user: { login: "spec-bot[bot]" },
  });
  expect((await app.rest.issues.get({ ...at, issue_number: 2 })).data.pull_request?.url).toContain(
    "/pulls/2",
  );
  const old = opened.data.head.sha;
  const head = await branch(world, "topic", { "b.txt": "b\n" }, "topic");
  const pull = { ...at, pull_number: 2 };
  expect((await app.rest.pulls.get(pull)).data).toMatchObject({
    head: { sha: head },
    commits: 2,
    changed_files: 2,
  });
  const { data: files } = await app.rest.pulls.listFiles(pull);
  expect(files.map((file) => [file.filename, file.status, file.patch])).toEqual([
    ["a.txt", "added", "@@ -0,0 +1 @@\n+a"],
    ["b.txt", "added", "@@ -0,0 +1 @@\n+b"],
  ]);
  expect((await app.rest.pulls.listCommits(pull)).data).toHaveLength(2);
  expect((await app.rest.pulls.list({ ...at, head: "ada:topic", state: "open" })).data).toHaveLength(1);
  await expect(app.rest.pulls.merge({ ...pull, sha: old })).rejects.toMatchObject({ status: 409 });
  const { data: merged } = await app.rest.pulls.merge({ ...pull, sha: head, commit_title: "Add a and b" });
  expect((await app.rest.pulls.get(pull)).data).toMatchObject({
    merged: true,
    state: "closed",
    merge_commit_sha: merged.sha,
  });
  expect((await app.rest.issues.get({ ...at, issue_number: 1 })).data).toMatchObject({
    state: "closed",
    state_reason: "completed",
  });
  expect((await app.rest.git.getRef({ ...at, ref: "heads/main" })).data.object.sha).toBe(merged.sha);
  await expect(app.rest.pulls.merge(pull)).rejects.toMatchObject({ status: 405 });
  const heard = await world.heard();
  expect(heard.slice(heard.indexOf("pull_request.opened"))).toEqual([
    "pull_request.opened",
    "push",
    "pull_request.synchronize",
    "pull_request.closed",
    "issues.closed",
    "push",
  ]);
  const synchronize = (await world.webhooks()).find((hook) => hook.payload.action === "synchronize");
  expect(synchronize?.payload).toMatchObject({ before: old, after: head, number: 2 });
});

test("pull requests without a diff, without a branch, or opened twice are refused", async () => {
  await using world = await startWorld();
  const first = await world.firstPush();
  const { at } = world;
  const { pulls, git } = world.asApp().rest;
  await git.createRef({ ...at, ref: "refs/heads/same", sha: first });
  const refused = (message: string) => ({ status: 422, message: expect.stringContaining(message) });
  const open = (head: string, base = "main") => pulls.create({ ...at, title: "T", head, base });
  await expect(open("same")).rejects.toMatchObject(refused("No commits between main and same"));
  await expect(open("nowhere")).rejects.toMatchObject(refused("Validation Failed"));
  await branch(world, "topic", { "a.txt": "a\n" });
  await open("topic");
  await expect(open("topic")).rejects.toMatchObject(refused("A pull request already exists for ada:topic."));
  await git.deleteRef({ ...at, ref: "heads/topic" });
  expect((await pulls.get({ ...at, pull_number: 1 })).data).toMatchObject({ state: "closed", merged: false });
});

test("a conflict is seen before the merge; merges without a pull request answer 201, 204 and 409", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const { at } = world;
  const app = world.asApp();
  const { repos, pulls } = app.rest;
  await branch(world, "left", { "README.md": "left\n" });
  await branch(world, "right", { "README.md": "right\n" });
  await pulls.create({ ...at, title: "Left", head: "left", base: "main" });
  const merge = (head: string) => repos.merge({ ...at, base: "main", head });
  expect((await merge("right")).status).toBe(201);
  expect((await merge("right")).status).toBe(204);
  await expect(merge("left")).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining("Merge conflict"),
  });
  expect((await pulls.get({ ...at, pull_number: 1 })).data).toMatchObject({
    mergeable: false,
    mergeable_state: "dirty",
  });
  await expect(pulls.merge({ ...at, pull_number: 1 })).rejects.toMatchObject({ status: 405 });
  await branch(world, "left", { "README.md": "right\n", "c.txt": "c\n" }, "left");
  expect((await pulls.get({ ...at, pull_number: 1 })).data).toMatchObject({ mergeable: true });
  const squashed = await pulls.merge({ ...at, pull_number: 1, merge_method: "squash" });
  const { data: commit } = await repos.getCommit({ ...at, ref: squashed.data.sha });
  expect(commit.parents).toHaveLength(1);
  expect(commit.commit.message).toMatch(/^Left \(#1\)/);
});

test("reviews are given by people, not by the author, and rules hold a merge back", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const { at, bob, eve } = world;
  const app = world.asApp();
  world.hub.seed.ruleset(world.repo, "main", [
    { type: "pull_request", parameters: ONE_APPROVAL },
    {
      type: "required_status_checks",
      parameters: {
        required_status_checks: [{ context: "ci / test" }],
        strict_required_status_checks_policy: false,
      },
    },
  ]);
  const { data: rules } = await app.rest.repos.getBranchRules({ ...at, branch: "main" });
  expect(rules.map((rule) => rule.type)).toEqual(["pull_request", "required_status_checks"]);
  const head = await branch(world, "topic", { "a.txt": "a\n" });
  await app.rest.pulls.create({ ...at, title: "Add a", head: "topic", base: "main" });
  const pull = { ...at, pull_number: 1 };
  expect((await app.rest.pulls.get(pull)).data.mergeable_state).toBe("blocked");
  await expect(app.rest.pulls.merge(pull)).rejects.toMatchObject({
    status: 405,
    message: expect.stringContaining("rule violations"),
  });
  await expect(app.rest.pulls.createReview({ ...pull, event: "APPROVE" })).rejects.toMatchObject({
    status: 422,
  });
  await eve.rest.pulls.createReview({ ...pull, event: "COMMENT", body: "Nice" });
  await bob.rest.pulls.createReview({ ...pull, event: "REQUEST_CHANGES", body: "Rename it" });
  await bob.rest.pulls.createReview({ ...pull, event: "APPROVE" });
  expect((await app.rest.pulls.listReviews(pull)).data.map((review) => review.state)).toEqual([
    "COMMENTED",
    "CHANGES_REQUESTED",
    "APPROVED",
  ]);
  const onLine = (path: string, line: number) => ({ path, line, body: "Shorter" });
  const ask = (...comments: ReturnType<typeof onLine>[]) =>
    eve.rest.pulls.createReview({ ...pull, event: "REQUEST_CHANGES", comments });
  await expect(ask()).rejects.toMatchObject({ status: 422 });
  await expect(ask(onLine("b.txt", 1))).rejects.toThrow("Path could not be resolved");
  await expect(ask(onLine("a.txt", 2))).rejects.toThrow("Line could not be resolved");
  const { data: review } = await ask(onLine("a.txt", 1));
  const { data: lines } = await app.rest.pulls.listCommentsForReview({ ...pull, review_id: review.id });
  expect(lines).toMatchObject([
    { path: "a.txt", position: 1, diff_hunk: "@@ -0,0 +1 @@\n+a", body: "Shorter", user: { login: "eve" } },
  ]);
  await app.rest.repos.createCommitStatus({ ...at, sha: head, state: "success", context: "ci / test" });
  expect((await app.rest.pulls.merge(pull)).data.merged).toBe(true);
  await expect(app.rest.repos.merge({ ...at, base: "main", head })).resolves.toMatchObject({ status: 204 });
});

const ONE_APPROVAL = {
  required_approving_review_count: 1,
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
};

test("a ruleset binds everybody but those on its bypass list", async () => {
  await using world = await startWorld();
  const first = await world.firstPush();
  const { at } = world;
  const app = world.asApp();
  world.hub.seed.ruleset(world.repo, "release/*", [{ type: "creation" }]);
  world.hub.seed.ruleset(world.repo, "fractal/**", [{ type: "creation" }, { type: "deletion" }], {
    appMayBypass: true,
  });
  const create = (client: typeof app, name: string) =>
    client.rest.git.createRef({ ...at, ref: `refs/heads/${name}`, sha: first });
  const refused = { status: 422, message: expect.stringContaining("rule violations") };
  await expect(create(app, "release/1")).rejects.toMatchObject(refused);
  await expect(create(world.ada, "fractal/1/epic")).rejects.toMatchObject(refused);
  await create(app, "fractal/1/epic");
  const { data: rules } = await app.rest.repos.getBranchRules({ ...at, branch: "fractal/1/epic" });
  const ruleset_id = rules[0]?.ruleset_id ?? 0;
  const bypass = async (client: typeof app) =>
    (await client.rest.repos.getRepoRuleset({ ...at, ruleset_id })).data.current_user_can_bypass;
  expect([await bypass(app), await bypass(world.ada)]).toEqual(["always", "never"]);
});
