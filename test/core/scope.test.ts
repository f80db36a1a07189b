import { expect, test } from "vitest";
import { judgePatch } from "#src/core/patch-guard.ts";
import type { PatchFile } from "#src/core/report.ts";
import { Limits } from "#src/core/rules.ts";
import { scopeOf } from "#src/core/scope.ts";
import type { Task } from "#src/core/tree.ts";
import { taskRow } from "./task-row.ts";

const limits = Limits.parse({ leafFilesMax: 3, leafChangedLinesMax: 100, leafBytesMax: 1000 });

test.each<[string, Partial<Task>, ReturnType<typeof scopeOf>["limits"]]>([
  ["a leaf with its files", { files: ["src/a.ts"] }, { filesMax: 3, changedLinesMax: 100, bytesMax: 1000 }],
  [
    "an M, which is twice as much",
    { size: "M", files: ["src/*"] },
    { filesMax: 6, changedLinesMax: 200, bytesMax: 2000 },
  ],
  [
    "one that owns more files than are usual",
    { files: [..."abcde"] },
    { filesMax: 5, changedLinesMax: 100, bytesMax: 1000 },
  ],
  ["a repair, which names none", { origin: "repair" }, { filesMax: 9, changedLinesMax: 100, bytesMax: 1000 }],
])("%s", (_, about, expected) => {
  const task = taskRow("leaf", about);
  const scope = scopeOf(task, limits);
  expect(scope.limits).toEqual(expected);
  expect(scope.owned).toEqual(task.files.length > 0 ? task.files : ["**"]);
});

test("whatever a task owns, what is protected stays so", () => {
  const repair = scopeOf(taskRow("leaf", { origin: "repair" }), limits);
  const codes = (path: string) => judgePatch([file(path)], repair).map(({ code }) => code);
  expect(codes("src/deep/a.ts")).toEqual([]);
  expect(codes(".github/workflows/ci.yml")).toEqual(["protected"]);
  expect(codes(".git/config")).toEqual(["git"]);
  expect(codes("package.json")).toEqual(["manifest"]);
  expect(codes("../a.ts")).toEqual(["path"]);
});

function file(path: string): PatchFile {
  return { path, status: "modified", bytes: 10, addedLines: 1, removedLines: 1, sha256: "0".repeat(64) };
}
