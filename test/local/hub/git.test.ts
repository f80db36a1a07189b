import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mintJobToken } from "#src/local/hub/tokens.ts";
import { commitIn, gitIn, startWorld } from "./world.ts";

test("a person clones, pushes a branch, and the push is told with its commits", async () => {
  await using world = await startWorld();
  const first = await world.firstPush();
  const dir = await world.clone(world.tokens.bob);
  await gitIn(dir, "switch", "--quiet", "--create", "topic");
  const second = await commitIn(dir, { "src/a.txt": "a\n" }, "Add a\n\nBecause.");
  await gitIn(dir, "push", "--quiet", "origin", "topic");
  await gitIn(dir, "push", "--quiet", "origin", ":topic");
  rmSync(dir, { recursive: true });
  expect(await world.heard()).toEqual(["installation.created", "create", "push", "create", "push", "push"]);
  const pushes = (await world.webhooks()).filter((hook) => hook.event === "push").map((hook) => hook.payload);
  expect(pushes[0]).toMatchObject({
    ref: "refs/heads/main",
    after: first,
    created: true,
    sender: { login: "ada" },
  });
  expect(pushes[1]).toMatchObject({
    ref: "refs/heads/topic",
    commits: [{ id: second, message: "Add a\n\nBecause.", added: ["src/a.txt"], author: { name: "Ada" } }],
    sender: { login: "bob" },
  });
  expect(pushes[2]).toMatchObject({ ref: "refs/heads/topic", deleted: true, after: "0".repeat(40) });
});

test("git asks who you are: reading is free, writing needs the right token", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const anonymous = await world.clone();
  await commitIn(anonymous, { "b.txt": "b\n" }, "Add b");
  const remote = (token: string): string =>
    `${world.hub.url.replace("//", `//x-access-token:${token}@`)}/ada/demo.git`;
  await expect(gitIn(anonymous, "push", "origin", "HEAD:b")).rejects.toThrow(
    /could not read Username|Authentication/,
  );
  await expect(gitIn(anonymous, "push", remote("nonsense"), "HEAD:b")).rejects.toThrow(
    /Authentication failed/,
  );
  await expect(gitIn(anonymous, "push", remote(world.tokens.eve), "HEAD:b")).rejects.toThrow(/403/);
  await expect(
    gitIn(anonymous, "push", remote(world.appToken({ contents: "read" })), "HEAD:b"),
  ).rejects.toThrow(/403/);
  await gitIn(anonymous, "push", "--quiet", remote(world.appToken({ contents: "write" })), "HEAD:b");
  await commitIn(anonymous, { ".github/workflows/ci.yml": "on: push\n" }, "Change CI");
  const push = gitIn(anonymous, "push", remote(world.appToken({ contents: "write" })), "HEAD:b");
  await expect(push).rejects.toThrow(
    /refusing to allow a GitHub App to create or update workflow `.github\/workflows\/ci.yml`/,
  );
  await gitIn(
    anonymous,
    "push",
    "--quiet",
    remote(world.appToken({ contents: "write", workflows: "write" })),
    "HEAD:b",
  );
  rmSync(anonymous, { recursive: true });
});

test("a big push arrives, and a diff shows renames, deletions and binary files", async () => {
  await using world = await startWorld();
  const poem = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
  const first = await world.firstPush({ "old name.md": `${poem}\n`, "gone.txt": "gone\n" });
  const dir = await world.clone(world.tokens.ada);
  await gitIn(dir, "mv", "old name.md", "new name.md");
  await gitIn(dir, "rm", "--quiet", "gone.txt");
  writeFileSync(join(dir, "big.bin"), randomBytes(3_000_000));
  const second = await commitIn(dir, { "more.md": "more\n" }, "Move things");
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:main");
  rmSync(dir, { recursive: true });
  const { data } = await world
    .asApp()
    .rest.repos.compareCommitsWithBasehead({ ...world.at, basehead: `${first}...${second}` });
  expect(
    data.files?.map((file) => [file.status, file.filename, file.previous_filename, file.changes, file.patch]),
  ).toEqual([
    ["added", "big.bin", undefined, 0, undefined],
    ["removed", "gone.txt", undefined, 1, "@@ -1 +0,0 @@\n-gone"],
    ["added", "more.md", undefined, 1, "@@ -0,0 +1 @@\n+more"],
    ["renamed", "new name.md", "old name.md", 0, undefined],
  ]);
});

test("an App without the workflows permission cannot merge what changes one", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const dir = await world.clone(world.tokens.ada);
  await commitIn(dir, { ".github/workflows/ci.yml": "on: push\n" }, "Change CI");
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:ci");
  rmSync(dir, { recursive: true });
  const app = world.asApp().rest;
  await app.pulls.create({ ...world.at, title: "CI", head: "ci", base: "main" });
  const refused = { status: 403, message: expect.stringContaining("without `workflows` permission") };
  await expect(app.pulls.merge({ ...world.at, pull_number: 1 })).rejects.toMatchObject(refused);
  await expect(app.repos.merge({ ...world.at, base: "main", head: "ci" })).rejects.toMatchObject(refused);
  await world.bob.rest.pulls.merge({ ...world.at, pull_number: 1 });
  const job = mintJobToken(world.hub.context, world.repo, { pull_requests: "write" }).token;
  const opened = world.octokit(job).rest.pulls.create({ ...world.at, title: "T", head: "ci", base: "main" });
  await expect(opened).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining("not permitted to create"),
  });
});
