import { expect, test } from "vitest";
import { startWorld } from "./world.ts";

test("the App commits by the git data API: blob, tree, commit, and the ref last", async () => {
  await using world = await startWorld();
  const base = await world.firstPush({
    "run.sh": "#!/bin/sh\n",
    "docs/old.md": "old\n",
    "docs/more/deep.md": "deep\n",
  });
  const { at } = world;
  const app = world.asApp();
  const git = app.rest.git;
  const { data: from } = await git.getCommit({ ...at, commit_sha: base });
  const { data: blob } = await git.createBlob({
    ...at,
    content: Buffer.from("exact\0bytes").toString("base64"),
    encoding: "base64",
  });
  const { data: tree } = await git.createTree({
    ...at,
    base_tree: from.tree.sha,
    tree: [
      { path: "bin/data", mode: "100644", type: "blob", sha: blob.sha },
      { path: "run.sh", mode: "100755", type: "blob", content: "#!/bin/sh\necho hi\n" },
      { path: "docs/old.md", mode: "100644", type: "blob", sha: null },
    ],
  });
  const { data: commit } = await git.createCommit({
    ...at,
    message: "Do it",
    tree: tree.sha,
    parents: [base],
  });
  expect(commit.author).toMatchObject({ name: "spec-bot[bot]" });
  expect(commit.author.email).toMatch(/^\d+\+spec-bot\[bot\]@users\.noreply\.github\.com$/);
  expect(commit).toMatchObject({
    committer: { name: "GitHub" },
    verification: { verified: true, reason: "valid" },
  });
  await git.createRef({ ...at, ref: "refs/heads/fractal/1/t-1", sha: commit.sha });
  const { data: all } = await git.getTree({ ...at, tree_sha: "fractal/1/t-1", recursive: "1" });
  const files = all.tree.filter((entry) => entry.type === "blob").map((entry) => [entry.mode, entry.path]);
  expect(files).toEqual([
    ["100644", "bin/data"],
    ["100644", "docs/more/deep.md"],
    ["100755", "run.sh"],
  ]);
  const { data: read } = await git.getBlob({ ...at, file_sha: blob.sha });
  expect(Buffer.from(read.content, "base64").toString()).toBe("exact\0bytes");
  expect((await world.heard()).slice(-2)).toEqual(["create", "push"]);
  const pushed = (await world.webhooks()).at(-1)?.payload;
  expect(pushed).toMatchObject({ sender: { login: "spec-bot[bot]" }, head_commit: { id: commit.sha } });
});

test("refs are refused as GitHub refuses them", async () => {
  await using world = await startWorld();
  const first = await world.firstPush();
  const { at } = world;
  const { git } = world.asApp().rest;
  const says = (message: string | RegExp, status = 422) => ({
    status,
    message: expect.stringMatching(message),
  });
  await expect(git.createRef({ ...at, ref: "refs/heads/main", sha: first })).rejects.toMatchObject(
    says("Reference already exists"),
  );
  await expect(git.createRef({ ...at, ref: "refs/heads/x", sha: "1".repeat(40) })).rejects.toMatchObject(
    says("Object does not exist"),
  );
  await expect(git.createRef({ ...at, ref: "main2", sha: first })).rejects.toMatchObject(
    says("must begin with 'refs/'"),
  );
  await expect(git.updateRef({ ...at, ref: "heads/nope", sha: first })).rejects.toMatchObject(
    says("Reference does not exist"),
  );
  await expect(git.getRef({ ...at, ref: "heads/nope" })).rejects.toMatchObject(says("Not Found", 404));
  const { data: tree } = await git.createTree({ ...at, tree: [{ path: "a", mode: "100644", content: "a" }] });
  const { data: orphan } = await git.createCommit({ ...at, message: "Elsewhere", tree: tree.sha });
  await expect(git.updateRef({ ...at, ref: "heads/main", sha: orphan.sha })).rejects.toMatchObject(
    says("not a fast forward"),
  );
  await git.updateRef({ ...at, ref: "heads/main", sha: orphan.sha, force: true });
  await git.createRef({ ...at, ref: "refs/heads/fractal/1/a", sha: first });
  await git.createRef({ ...at, ref: "refs/heads/fractal/1/b", sha: first });
  const { data: found } = await git.listMatchingRefs({ ...at, ref: "heads/fractal/1" });
  expect(found.map((one) => one.ref)).toEqual(["refs/heads/fractal/1/a", "refs/heads/fractal/1/b"]);
  expect((await git.deleteRef({ ...at, ref: "heads/fractal/1/a" })).status).toBe(204);
  const { data: ci } = await git.createTree({
    ...at,
    tree: [{ path: ".github/workflows/ci.yml", mode: "100644", content: "on: push\n" }],
  });
  const { data: evil } = await git.createCommit({ ...at, message: "CI", tree: ci.sha, parents: [first] });
  await expect(git.createRef({ ...at, ref: "refs/heads/evil", sha: evil.sha })).rejects.toMatchObject(
    says("Resource not accessible by integration", 403),
  );
  await world.ada.rest.git.createRef({ ...at, ref: "refs/heads/fine", sha: evil.sha });
  await git.createRef({ ...at, ref: "refs/heads/known-already", sha: evil.sha });
});

test("contents, commits, comparisons and branches show what git holds, and the overlay what it lacks", async () => {
  const overlay = {
    "ada/demo": { ".github/workflows/worker.yml": "on: workflow_dispatch\n", "README.md": "hidden" },
  };
  await using world = await startWorld({ overlay });
  const first = await world.firstPush({ "README.md": "# Demo\n", ".github/fractal.yml": "ci: own\n" });
  const { at } = world;
  const { repos } = world.asApp().rest;
  const { data: readme } = await repos.getContent({ ...at, path: "README.md" });
  expect(readme).toMatchObject({
    type: "file",
    encoding: "base64",
    content: Buffer.from("# Demo\n").toString("base64"),
  });
  const raw = await repos.getContent({
    ...at,
    path: ".github/workflows/worker.yml",
    mediaType: { format: "raw" },
  });
  expect(raw.data).toBe("on: workflow_dispatch\n");
  const { data: dir } = await repos.getContent({ ...at, path: ".github" });
  expect(dir).toMatchObject([
    { name: "fractal.yml", type: "file" },
    { name: "workflows", type: "dir" },
  ]);
  await expect(
    repos.getContent({ ...at, path: ".github/workflows/worker.yml", ref: first }),
  ).rejects.toMatchObject({ status: 404 });
  await expect(repos.getContent({ ...at, path: "nowhere" })).rejects.toMatchObject({ status: 404 });
  const { data: put } = await world.ada.rest.repos.createOrUpdateFileContents({
    ...at,
    path: "a b/ü.txt",
    message: "Add ü",
    content: Buffer.from("ü").toString("base64"),
    branch: "main",
  });
  const second = put.commit.sha ?? "";
  const { data: list } = await repos.listCommits(at);
  expect(list.map((commit) => commit.sha)).toEqual([second, first]);
  const { data: onPath } = await repos.listCommits({ ...at, path: "README.md" });
  expect(onPath.map((commit) => commit.sha)).toEqual([first]);
  const { data: compared } = await repos.compareCommitsWithBasehead({ ...at, basehead: `${first}...main` });
  expect(compared).toMatchObject({ status: "ahead", ahead_by: 1, behind_by: 0 });
  expect(compared.files?.map((file) => [file.filename, file.status, file.additions])).toEqual([
    ["a b/ü.txt", "added", 1],
  ]);
  expect((await repos.getCommit({ ...at, ref: "main" })).data).toMatchObject({
    sha: second,
    stats: { total: 1 },
  });
  expect((await repos.getBranch({ ...at, branch: "main" })).data).toMatchObject({
    commit: { sha: second },
    protected: false,
  });
  expect((await repos.listBranches(at)).data).toMatchObject([{ name: "main", commit: { sha: second } }]);
});
