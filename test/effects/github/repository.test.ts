import { expect, test } from "vitest";
import { readConfigText, readFile, readWorkflows } from "#src/effects/github/files.ts";
import { readPermission } from "#src/effects/github/permission.ts";
import { listFiles, readRepository } from "#src/effects/github/repository.ts";
import { startHubRepo } from "./hub-repo.ts";

const FILES = {
  "README.md": "# Shop\n",
  "src/prices.ts": "export const vat = 19;\n",
  "picture.bin": "\u0000\u0001",
  ".github/fractal.yml": "verify: npm test\n",
  ".github/workflows/ci.yml": "on: push\n",
  ".github/workflows/notes.txt": "not a workflow\n",
};

test("a repository is read at the commit its default branch is at", async () => {
  await using hub = await startHubRepo();
  const sha = await hub.world.firstPush(FILES);
  const state = await readRepository(hub.repo);
  expect(state).toMatchObject({ defaultBranch: "main", headSha: sha, private: false });
  const { files, truncated } = await listFiles(hub.repo, sha);
  expect(truncated).toBe(false);
  expect(files.map(({ path, mode, size }) => [path, mode, size])).toContainEqual([
    "src/prices.ts",
    "100644",
    23,
  ]);
  expect(files.map(({ path }) => path).toSorted()).toEqual(Object.keys(FILES).toSorted());
});

test("a repository without a commit says what to do", async () => {
  await using hub = await startHubRepo();
  await expect(readRepository(hub.repo)).rejects.toMatchObject({
    name: "NeedsHuman",
    hint: "Push a first commit to the default branch.",
  });
});

test("a file comes as text, up to its cap; what does not says why", async () => {
  await using hub = await startHubRepo();
  const sha = await hub.world.firstPush(FILES);
  const read = (path: string) => readFile(hub.repo, sha, path, 20);
  expect(await read("README.md")).toEqual({ path: "README.md", text: "# Shop\n" });
  expect(await read("nothing.ts")).toEqual({ path: "nothing.ts", why: "missing" });
  expect(await read("src")).toEqual({ path: "src", why: "not a file" });
  expect(await read("src/prices.ts")).toEqual({ path: "src/prices.ts", why: "too large" });
  expect(await readFile(hub.repo, "main", "src/prices.ts", 100)).toMatchObject({
    text: FILES["src/prices.ts"],
  });
});

test("the config and the workflows are read from where they are", async () => {
  await using hub = await startHubRepo();
  await hub.world.firstPush(FILES);
  expect(await readConfigText(hub.repo, "main")).toBe("verify: npm test\n");
  expect(await readWorkflows(hub.repo, "main")).toEqual([
    { path: ".github/workflows/ci.yml", text: "on: push\n" },
  ]);
});

test("a repository without config and workflows has none", async () => {
  await using hub = await startHubRepo();
  await hub.world.firstPush();
  expect(await readConfigText(hub.repo, "main")).toBeUndefined();
  expect(await readWorkflows(hub.repo, "main")).toEqual([]);
});

test("who may write is asked of GitHub at that moment", async () => {
  await using hub = await startHubRepo();
  expect(await readPermission(hub.repo, "ada")).toEqual({ level: "admin", mayWrite: true });
  expect(await readPermission(hub.repo, "bob")).toEqual({ level: "write", mayWrite: true });
  expect(await readPermission(hub.repo, "eve")).toMatchObject({ mayWrite: false });
  expect(await readPermission(hub.repo, "nobody-at-all")).toEqual({ level: "none", mayWrite: false });
});
