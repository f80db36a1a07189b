import { execFileSync } from "node:child_process";
import { existsSync, linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bareReport } from "#test/core/bare-report.ts";
import type { Reply } from "./scripted-model.ts";
import { attempt, workshop } from "./workshop.ts";

const giveUp: Reply = {
  calls: [{ name: "ask_human", args: { question: "What now?", options: ["a", "b"] } }],
};
const readOf = (path: string) => ({ name: "read_file", args: { path } });
const writeOf = (path: string) => ({ name: "write_file", args: { path, content: "pwned\n" } });

test("links lead nowhere: not out of the repository, not into .git, not through a dangling name", async () => {
  using shop = workshop();
  const outside = mkdtempSync(join(tmpdir(), "outside-"));
  writeFileSync(join(outside, "secret"), "canary-outside");
  const at = (path: string) => join(shop.root, "src", path);
  symlinkSync(outside, at("dir"));
  symlinkSync(join(outside, "secret"), at("file"));
  symlinkSync(join(outside, "new"), at("dangling"));
  symlinkSync("../.git", at("gitdir"));
  symlinkSync("loop", at("loop"));
  symlinkSync("sum.sh", at("inside"));
  symlinkSync("/proc/self", at("proc"));
  writeFileSync(join(outside, "linked"), "linked");
  linkSync(join(outside, "linked"), at("hard"));
  execFileSync("bash", ["-c", 'mkfifo "$0"', at("pipe")]);
  const reads = ["dir/secret", "file", "dangling", "gitdir/config", "loop", "pipe", "proc/environ", "inside"];
  const writes = [
    "dir/secret",
    "dir/made/x",
    "file",
    "dangling",
    "gitdir/config",
    "loop",
    "pipe",
    "hard",
    "inside",
  ];
  const story = await attempt(shop, [
    { calls: reads.map((path) => readOf(`src/${path}`)) },
    { calls: writes.slice(0, 5).map((path) => writeOf(`src/${path}`)) },
    { calls: writes.slice(5).map((path) => writeOf(`src/${path}`)) },
    { calls: [{ name: "search_code", args: { query: "canary-" } }] },
    giveUp,
  ]);
  expect(story.told).toMatchInlineSnapshot(`
    [
      "src/dir/secret leads out of the repository",
      "src/file leads out of the repository",
      "there is no file src/dangling",
      "src/gitdir/config leads out of the repository",
      "there is no file src/loop",
      "src/pipe is not a regular file",
      "src/proc/environ leads out of the repository",
      "src/inside, lines 1-1 of 1:
    1	echo $(( $1 - $2 ))",
      "src/dir/secret leads out of the repository",
      "src/dir/made/x leads out of the repository",
      "src/file cannot be opened as a file",
      "src/dangling cannot be opened as a file",
      "src/gitdir/config leads out of the repository",
      "src/loop cannot be opened as a file",
      "src/pipe is not a regular file",
      "src/hard is a hard link to another file",
      "src/inside cannot be opened as a file",
      ""canary-" occurs nowhere",
    ]
  `);
  expect(story.told.join("\n")).not.toContain("canary-outside");
  expect(readFileSync(join(outside, "secret"), "utf8")).toBe("canary-outside");
  expect(readFileSync(join(outside, "linked"), "utf8")).toBe("linked");
  expect(existsSync(join(outside, "new"))).toBe(false);
  expect(existsSync(join(outside, "made"))).toBe(false);
  rmSync(outside, { recursive: true });
});

test("a link in the task's own files is not handed in", async () => {
  using shop = workshop();
  const story = await attempt(
    shop,
    [{ calls: [{ name: "run_tests", args: {} }] }, { calls: [{ name: "submit", args: bareReport }] }, giveUp],
    { verify: "ln -s /etc/passwd src/passwd" },
  );
  expect(story.told.at(-1)).toBe("not taken: src/passwd is a symbolic link");
  expect(story.result.patch.files).toEqual([]);
  expect(story.artifact("files/src/passwd")).toBe("");
});
