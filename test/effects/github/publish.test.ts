import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Patch, publishPatch } from "#src/effects/github/publish.ts";
import { listFiles } from "#src/effects/github/repository.ts";
import { commitIn } from "#test/local/hub/world.ts";
import { startHubRepo } from "./hub-repo.ts";

/** A repository with a script, a link and a page; what git holds of a branch afterwards is read from a clone. */
async function startShop() {
  const hub = await startHubRepo();
  const { world } = hub;
  await world.firstPush({ "run.sh": "echo 1\n", "README.md": "# Shop\n", "old.txt": "old\n" });
  const dir = await world.clone(world.tokens.ada);
  chmodSync(join(dir, "run.sh"), 0o755);
  symlinkSync("README.md", join(dir, "link"));
  const baseSha = await commitIn(dir, {}, "Modes");
  await world.git(dir, "push", "--quiet", "origin", "HEAD:main");
  const patch: Patch = {
    branch: "fractal/1/fx-0a1b2c3d-1",
    baseSha,
    message: "Add prices\n\nBecause.",
    key: "fx-0a1b2c3d/1",
    files: [
      { path: "run.sh", content: "echo 2\n" },
      { path: "src/prices.ts", content: "export {};\n" },
      { path: "logo.bin", content: Buffer.from([0, 255, 1]) },
      { path: "tool", content: "#!/bin/sh\n", mode: "100755" },
      { path: "old.txt", content: null },
      { path: "never-was.txt", content: null },
    ],
  };
  const git = async (...args: string[]) => {
    await world.git(dir, "fetch", "--quiet", "origin");
    return world.git(dir, ...args);
  };
  return Object.assign(hub, { dir, patch, git, [Symbol.asyncDispose]: hub[Symbol.asyncDispose] });
}

test("a patch becomes one commit on a branch of its own, and modes stay", async () => {
  await using shop = await startShop();
  const published = await publishPatch(shop.repo, shop.patch);
  expect(published).toEqual({ outcome: "published", headSha: expect.any(String), created: true });
  const branch = `origin/${shop.patch.branch}`;
  expect(
    (await shop.git("ls-tree", "-r", branch)).split("\n").map((line) => line.replace(/ blob \w+\t/, " ")),
  ).toEqual([
    "100644 README.md",
    "120000 link",
    "100644 logo.bin",
    "100755 run.sh",
    "100644 src/prices.ts",
    "100755 tool",
  ]);
  expect(await shop.git("log", "-1", "--format=%P%n%B", branch)).toBe(
    `${shop.patch.baseSha}\nAdd prices\n\nBecause.\n\nFractal-Key: fx-0a1b2c3d/1`,
  );
  expect(await shop.git("cat-file", "-s", `${branch}:logo.bin`)).toBe("3");
  expect(await shop.git("rev-list", "--count", `${shop.patch.baseSha}..${branch}`)).toBe("1");
});

test("a base whose files were listed already is not read again, and modes stay", async () => {
  await using shop = await startShop();
  await listFiles(shop.repo, shop.patch.baseSha);
  const asked: string[] = [];
  shop.divert(async ({ method, path }, serve) => {
    asked.push(`${method} ${path.replace(/^.*\/git\//, "").replace(/[0-9a-f]{40}$/, "‹sha›")}`);
    return serve();
  });
  expect(await publishPatch(shop.repo, shop.patch)).toMatchObject({ outcome: "published" });
  expect(asked).not.toContain("GET trees/‹sha›");
  const listed = await shop.git("ls-tree", "-r", `origin/${shop.patch.branch}`);
  expect(listed).toMatch(/^100755 blob \w+\trun\.sh$/m);
  expect(listed).not.toContain("old.txt");
});

test("published again it is the same commit, also with a person's commit on top", async () => {
  await using shop = await startShop();
  const first = await publishPatch(shop.repo, shop.patch);
  shop.writes();
  expect(await publishPatch(shop.repo, shop.patch)).toEqual({ ...first, created: false });
  expect(shop.writes()).toEqual([]);
  await shop.git("checkout", "--quiet", "-b", "mine", `origin/${shop.patch.branch}`);
  await commitIn(shop.dir, { "more.txt": "more\n" }, "More");
  await shop.git("push", "--quiet", "origin", `HEAD:${shop.patch.branch}`);
  expect(await publishPatch(shop.repo, shop.patch)).toEqual({ ...first, created: false });
});

test("whichever answer is lost, performed again there is one branch with one commit", async () => {
  await using shop = await startShop();
  for (const [index, path] of [/git\/blobs$/, /git\/trees$/, /git\/commits$/, /git\/refs$/].entries()) {
    const patch = { ...shop.patch, branch: `fractal/1/fx-0a1b2c3d-${index + 1}` };
    shop.loseAnswer("POST", path);
    await expect(publishPatch(shop.repo, patch)).rejects.toThrow("GitHub was not reached");
    const again = await publishPatch(shop.repo, patch);
    expect(again).toMatchObject({ outcome: "published", created: index !== 3 });
    expect(await shop.git("rev-list", "--count", `${patch.baseSha}..origin/${patch.branch}`)).toBe("1");
  }
});

test("a patch that changes nothing is empty, and makes no branch", async () => {
  await using shop = await startShop();
  const files = [{ path: "README.md", content: "# Shop\n" }];
  expect(await publishPatch(shop.repo, { ...shop.patch, files })).toEqual({ outcome: "empty" });
  const gone = [{ path: "never-was.txt", content: null }];
  expect(await publishPatch(shop.repo, { ...shop.patch, files: gone })).toEqual({ outcome: "empty" });
  expect(await shop.git("branch", "--remotes", "--list", "origin/fractal/*")).toBe("");
});

test("a branch of that name without our commit is somebody else's", async () => {
  await using shop = await startShop();
  await shop.git("push", "--quiet", "origin", `HEAD:refs/heads/${shop.patch.branch}`);
  expect(await publishPatch(shop.repo, shop.patch)).toEqual({
    outcome: "taken",
    headSha: shop.patch.baseSha,
  });
});

test("where the base has no plain file nothing is written over or through it", async () => {
  await using shop = await startShop();
  const commit = "5ca1ab1e".repeat(5);
  await commitIn(shop.dir, { "src/a.ts": "a\n" }, "Source");
  await shop.git("update-index", "--add", "--cacheinfo", "160000", commit, "parts");
  await shop.git("commit", "--quiet", "--message", "Parts");
  const baseSha = await shop.git("rev-parse", "HEAD");
  await shop.git("push", "--quiet", "origin", "HEAD:main");
  const refused = {
    link: "link is a symbolic link",
    "link/in.txt": "link is a symbolic link",
    src: "src is a folder",
    "run.sh/in.txt": "run.sh is a file, not a folder",
    parts: "parts is a submodule",
  };
  const listed = { ...shop.repo };
  await listFiles(listed, baseSha);
  for (const [path, words] of Object.entries(refused))
    for (const [content, repo] of [
      ["../../secrets", shop.repo],
      [null, shop.repo],
      ["../../secrets", listed],
    ] as const) {
      const files = [
        { path: "run.sh", content: "echo 3\n" },
        { path, content },
      ];
      const patch = { ...shop.patch, baseSha, files };
      expect(await publishPatch(repo, patch)).toEqual({ outcome: "unsafe", words });
    }
  expect(await shop.git("branch", "--remotes", "--list", "origin/fractal/*")).toBe("");
});

test("in a repository too large to be listed whole, modes stay and deletions happen all the same", async () => {
  await using shop = await startShop();
  shop.answerInstead(/git\/trees\/\w+\?recursive=1/, () =>
    Response.json({ sha: shop.patch.baseSha, url: "https://github.test/", tree: [], truncated: true }),
  );
  expect(await publishPatch(shop.repo, shop.patch)).toMatchObject({ outcome: "published" });
  const listed = await shop.git("ls-tree", "-r", `origin/${shop.patch.branch}`);
  expect(listed).toMatch(/^100755 blob \w+\trun\.sh$/m);
  expect(listed).not.toContain("old.txt");
});
