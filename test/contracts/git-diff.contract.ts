import { expect, test } from "vitest";
import { type GitWriter, lines } from "./git-writer.ts";

/** How two trees differ. */
export function gitDiffContract(writer: () => GitWriter): void {
  test("a difference is told by file, with its counts and its patch", async () => {
    const poem = lines(30);
    const before = await writer().commit({
      "poem.txt": poem,
      "gone.txt": "a\nb\n",
      "old name.txt": lines(5, { 1: "mine" }),
      bin: Buffer.from([0, 1]),
    });
    const after = await writer().commit(
      {
        "poem.txt": lines(30, { 2: "other 2", 20: "other 20\nand more" }),
        "gone.txt": null,
        "old name.txt": null,
        "new/name.txt": lines(5, { 1: "mine" }),
        bin: Buffer.from([0, 2]),
        "end.txt": "no line break",
        "empty.txt": "",
      },
      before,
    );
    expect(await writer().git.diffFiles(before, after)).toMatchInlineSnapshot(`
      [
        {
          "additions": 0,
          "deletions": 0,
          "patch": null,
          "path": "bin",
          "previousPath": null,
          "sha": "8835708590a9afa236e1bbad18df9d23de82ccd3",
          "status": "modified",
        },
        {
          "additions": 0,
          "deletions": 0,
          "patch": null,
          "path": "empty.txt",
          "previousPath": null,
          "sha": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
          "status": "added",
        },
        {
          "additions": 1,
          "deletions": 0,
          "patch": "@@ -0,0 +1 @@
      +no line break
      \\ No newline at end of file",
          "path": "end.txt",
          "previousPath": null,
          "sha": "591b515e6c0ef6731cf0fa84cdf305db50cef4e2",
          "status": "added",
        },
        {
          "additions": 0,
          "deletions": 2,
          "patch": "@@ -1,2 +0,0 @@
      -a
      -b",
          "path": "gone.txt",
          "previousPath": null,
          "sha": "422c2b7ab3b3c668038da977e4e93a5fc623169c",
          "status": "removed",
        },
        {
          "additions": 0,
          "deletions": 0,
          "patch": null,
          "path": "new/name.txt",
          "previousPath": "old name.txt",
          "sha": "116504d22e067f1b976c94ec62ec8889c578dc48",
          "status": "renamed",
        },
        {
          "additions": 3,
          "deletions": 2,
          "patch": "@@ -1,5 +1,5 @@
       line 1
      -line 2
      +other 2
       line 3
       line 4
       line 5
      @@ -17,7 +17,8 @@ line 16
       line 17
       line 18
       line 19
      -line 20
      +other 20
      +and more
       line 21
       line 22
       line 23",
          "path": "poem.txt",
          "previousPath": null,
          "sha": "9fd381ea3cbdf51cb8cad699a163e59e44aed3ba",
          "status": "modified",
        },
      ]
    `);
    expect(await writer().git.diffFiles(null, before)).toMatchObject([
      { path: "bin" },
      { path: "gone.txt", additions: 2 },
      {},
      { additions: 30 },
    ]);
    expect(await writer().git.diffFiles(before, before)).toEqual([]);
    const paths = ["bin", "empty.txt", "end.txt", "gone.txt", "new/name.txt", "old name.txt", "poem.txt"];
    expect(await writer().git.changedPaths(before, after)).toEqual(paths);
    expect(
      await writer().git.changedPaths(before, (await writer().git.readCommit(after))?.tree ?? "", "new"),
    ).toEqual(["new/name.txt"]);
  });
}
