import { expect, test } from "vitest";
import { type GuardedFile, judgePatch } from "#src/core/patch-guard.ts";

const scope = {
  owned: ["src/**", "test/**"],
  protected: [],
  allowances: ["test/old.test.ts"],
  limits: { filesMax: 3, changedLinesMax: 10, bytesMax: 100 },
};
const file = (path: string, change: Partial<GuardedFile> = {}): GuardedFile => ({
  path,
  status: "modified",
  bytes: 10,
  addedLines: 1,
  removedLines: 1,
  sha256: "0".repeat(64),
  ...change,
});
const judged = (...files: GuardedFile[]) =>
  judgePatch(files, scope).map(({ code, path, kind }) => [code, path, kind]);

test("a patch inside its scope has nothing against it", () => {
  expect(judged(file("src/a.ts", { text: "fine", mode: "100755" }), file("test/a.test.ts"))).toEqual([]);
  expect(
    judged(
      file("src/a.ts", { status: "deleted", bytes: 0 }),
      file("test/old.test.ts", { status: "deleted" }),
    ),
  ).toEqual([]);
});

test.each([
  ["scope", "README.md", {}],
  ["protected", ".github/workflows/ci.yml", {}],
  ["git", ".git/config", {}],
  ["path", "src/../x", {}],
  ["path", "./src/a.ts", {}],
  ["manifest", "src/package.json", {}],
  ["symlink", "src/link", { mode: "120000" }],
  ["submodule", "src/sub", { mode: "160000" }],
  ["test", "test/a.test.ts", { status: "deleted" }],
  ["secret", "src/a.ts", { text: `k = ${"AKIA"}ABCDEFGHIJKLMNOP and ${"AKIA"}ABCDEFGHIJKLMNOQ` }],
] as const)("unsafe: %s %s", (code, path, change) => {
  expect(judged(file(path, change))).toEqual([[code, path, "unsafe"]]);
});

test("refused: empty, binary, and what is over a limit", () => {
  expect(judged()).toEqual([["empty", null, "refused"]]);
  expect(judged(file("src/a.png", { binary: true }))).toEqual([["binary", "src/a.png", "refused"]]);
  expect(judged(...["a", "b", "c", "d"].map((name) => file(`src/${name}`)))).toEqual([
    ["files", null, "refused"],
  ]);
  expect(judged(file("src/a", { addedLines: 6, removedLines: 5 }))).toEqual([["lines", null, "refused"]]);
  expect(judged(file("src/a", { bytes: 101 }))).toEqual([["bytes", null, "refused"]]);
});

test("two spellings of one name are a duplicate", () => {
  expect(judged(file("src/a.ts"), file("src/A.ts"))).toEqual([["duplicate", "src/A.ts", "unsafe"]]);
});
