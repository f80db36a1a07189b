import { beforeEach, expect, test } from "vitest";
import type { Git } from "#src/local/hub/git/git.ts";
import { gitDiffContract } from "./git-diff.contract.ts";
import { gitHistoryContract } from "./git-history.contract.ts";
import { gitMergeContract } from "./git-merge.contract.ts";
import { GitWriter } from "./git-writer.ts";

/** What every git must do that the hub stands on; run against each of them. */
export function gitContract(open: () => Promise<Git>): void {
  let git: Git;
  let writer: GitWriter;
  beforeEach(async () => {
    git = await open();
    await git.create("main");
    writer = new GitWriter(git);
  });

  test("objects have the names that git gives them, and are read back as they were written", async () => {
    const blob = await git.writeBlob(Buffer.from("hello\n"));
    expect(blob).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
    const tree = await git.writeTree(null, [{ path: "src/hello.txt", mode: "100755", sha: blob }]);
    const author = {
      name: "spec-bot[bot]",
      email: "1+spec-bot[bot]@users.noreply.github.com",
      date: "2026-03-01T10:00:00+02:00",
    };
    const committer = { name: "GitHub", email: "noreply@github.com", date: "2026-03-01T08:00:01Z" };
    const commit = { tree, parents: [], author, committer, message: "Say hello\n\nLoudly.\n\n" };
    const first = await git.writeCommit(commit);
    const second = await git.writeCommit({ ...commit, parents: [first], message: "Ünïcode 🎉" });
    expect([tree, first, second]).toMatchInlineSnapshot(`
      [
        "bf02b340da5c146311b0e1124ac5ee9a54b1f151",
        "63f377a9621eb7f5c2e7bfce4be824c6d3a323f2",
        "3ecf6102c4415723ea20661c15b274477f735dd1",
      ]
    `);
    expect(await git.readCommit(first)).toEqual({
      ...commit,
      sha: first,
      author: { ...author, date: "2026-03-01T08:00:00Z" },
      message: "Say hello\n\nLoudly.",
    });
    expect(await git.readCommit(second)).toMatchObject({ parents: [first], message: "Ünïcode 🎉" });
    expect((await git.readBlob(blob)).toString()).toBe("hello\n");
    expect(
      await Promise.all([blob, tree, first, "0".repeat(40), "main"].map((sha) => git.typeOf(sha))),
    ).toEqual(["blob", "tree", "commit", undefined, undefined]);
  });

  test("a tree is like its base but for the changes", async () => {
    const base = await writer.tree({
      "a.txt": "a\n",
      "dir/b.txt": "b\n",
      "dir/deep/c.txt": "c\n",
      dir2: "x\n",
    });
    const list = async (tree: string) =>
      (await git.readTree(tree, { recursive: true })).map(({ mode, path }) => `${mode} ${path}`);
    expect(await list(base)).toEqual([
      "100644 a.txt",
      "040000 dir",
      "100644 dir/b.txt",
      "040000 dir/deep",
      "100644 dir/deep/c.txt",
      "100644 dir2",
    ]);
    // The last file of a directory takes the directory with it; a file gives way to a directory and the other way round.
    expect(await list(await writer.tree({ "dir/deep/c.txt": null }, base))).not.toContain("040000 dir/deep");
    const turned = await writer.tree({ dir: "now a file\n", "a.txt/inside": "now a directory\n" }, base);
    expect(await list(turned)).toEqual(["040000 a.txt", "100644 a.txt/inside", "100644 dir", "100644 dir2"]);
    const [dir] = (await git.readTree(base)).filter(({ path }) => path === "dir");
    const grafted = await git.writeTree(base, [{ path: "copy/of", mode: "040000", sha: dir?.sha ?? "" }]);
    expect(await list(grafted)).toContain("100644 copy/of/deep/c.txt");
    const replaced = await git.writeTree(grafted, [
      { path: "copy", mode: "040000", sha: dir?.sha ?? "" },
      { path: "dir", mode: "040000", sha: null },
      { path: "gone", mode: "100644", sha: null },
    ]);
    expect(await list(replaced)).toEqual([
      "100644 a.txt",
      "040000 copy",
      "100644 copy/b.txt",
      "040000 copy/deep",
      "100644 copy/deep/c.txt",
      "100644 dir2",
    ]);
    const nothing = await writer.tree(
      { "a.txt": null, "dir/b.txt": null, "dir/deep/c.txt": null, dir2: null },
      base,
    );
    expect(nothing).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  });

  test("a revision's tree is listed whole, by directory and by path", async () => {
    const sha = await writer.commit({
      "a b.txt": "12345",
      "dir/ä.txt": "ä\n",
      "dir/run": { mode: "100755", content: "" },
    });
    await git.setRef("refs/heads/main", sha);
    const blob = await git.writeBlob(Buffer.from("ä\n"));
    const shown = { mode: "100644", type: "blob", sha: blob, size: 3, path: "ä.txt" };
    expect(await git.readTree("refs/heads/main", { directory: "dir" })).toContainEqual(shown);
    expect(await git.entryAt(sha, "dir/ä.txt")).toEqual({ ...shown, path: "dir/ä.txt" });
    expect(await git.entryAt("main", "dir")).toMatchObject({
      mode: "040000",
      type: "tree",
      size: null,
      path: "dir",
    });
    expect((await git.readFile("main", "a b.txt"))?.toString()).toBe("12345");
    const none = [
      git.entryAt("main", "dir/none"),
      git.entryAt("none", "dir"),
      git.readFile("main", "dir"),
      git.readFile(sha, "*"),
    ];
    expect(await Promise.all(none)).toEqual([undefined, undefined, undefined, undefined]);
    expect(await git.readTree("main", { directory: "a b.txt" })).toEqual([]);
    expect(await git.readTree("none")).toEqual([]);
    expect((await git.readTree("main")).map(({ path }) => path)).toEqual(["a b.txt", "dir"]);
  });

  gitHistoryContract(() => writer);
  gitDiffContract(() => writer);
  gitMergeContract(() => writer);
}
