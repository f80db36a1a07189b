import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ObjectReader } from "#src/local/hub/git/object-reader.ts";

function repository() {
  const dir = mkdtempSync(join(tmpdir(), "objects-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const env = { PATH: process.env["PATH"] ?? "", GIT_DIR: dir };
  const git = (args: string[], input = "") => execFileSync("git", args, { env, input }).toString().trim();
  git(["init", "--quiet", "--bare"]);
  return {
    dir,
    git,
    reader: new ObjectReader(env),
    write: (text: string) => git(["hash-object", "-w", "--stdin"], text),
  };
}

test("what is asked at once is answered in order: large, empty, with line breaks, and not there", async () => {
  const { reader, write } = repository();
  const texts = ["one\n\ntwo missing\n", "", "x".repeat(300_000)];
  const shas = texts.map(write);
  const odd = `refs/heads/a\n${shas[0]} blob 3`;
  const [one, none, empty, typed, large, twice] = await Promise.all([
    reader.contents(shas[0] ?? ""),
    reader.contents(odd),
    reader.contents(shas[1] ?? ""),
    reader.info(shas[2] ?? ""),
    reader.contents(shas[2] ?? ""),
    reader.info("0".repeat(40)),
  ]);
  expect([one, empty, large].map((found) => found?.bytes.toString())).toEqual(texts);
  expect(typed).toEqual({ sha: shas[2], type: "blob", bytes: Buffer.alloc(0) });
  expect([none, twice, await reader.info(`a\0info ${shas[0]}`)]).toEqual([undefined, undefined, undefined]);
});

test("what came after it was started is seen: objects, refs that moved, and refs that were packed", async () => {
  const { git, reader, write } = repository();
  expect(await reader.info("refs/tags/it")).toBeUndefined();
  const [first, second] = [write("1"), write("2")];
  for (const sha of [first, second]) {
    git(["update-ref", "refs/tags/it", sha]);
    expect((await reader.info("refs/tags/it"))?.sha).toBe(sha);
  }
  git(["pack-refs", "--all"]);
  git(["repack", "-q", "-a", "-d"]);
  git(["update-ref", "refs/tags/other", first]);
  git(["pack-refs", "--all"]);
  expect((await reader.contents("refs/tags/it"))?.bytes.toString()).toBe("2");
  expect((await reader.contents("refs/tags/other"))?.bytes.toString()).toBe("1");
});

test("a git that cannot work is an error that says why; the next question has a new one", async () => {
  const { dir, reader, write } = repository();
  const sha = write("1");
  const config = join(dir, "config");
  const sound = readFileSync(config);
  appendFileSync(config, "[core]\n\trepositoryFormatVersion = 9\n");
  await expect(reader.info(sha)).rejects.toThrow(/git cat-file ended.*version/s);
  writeFileSync(config, sound);
  expect((await reader.contents(sha))?.bytes.toString()).toBe("1");
});

/** Answers as newer versions of git do, which need not be the one that is installed. */
function newerGit() {
  const dir = mkdtempSync(join(tmpdir(), "newer-git-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const git = join(dir, "git");
  const answers = {
    "main:lib": `${"1".repeat(40)} submodule`,
    short: "short ambiguous",
    "a\nb": "a\nb ambiguous",
    sound: `${"2".repeat(40)} blob 3\nyes`,
    odd: "warning: something else",
  };
  writeFileSync(
    git,
    `#!${process.execPath}
const answers = ${JSON.stringify(answers)};
let text = "";
process.stdin.on("data", (chunk) => {
  const asked = (text + chunk).split("\\0");
  text = asked.pop();
  for (const each of asked) {
    const name = each.slice("contents ".length);
    if (name !== "loud") process.stdout.write(answers[name] + "\\n");
    else process.stderr.write("x".repeat(100000) + "the end", () => process.exit(1));
  }
});
`,
  );
  chmodSync(git, 0o755);
  return new ObjectReader({ PATH: dir, GIT_DIR: dir });
}

test("a submodule and an ambiguous name are not there, and what was asked after them is answered", async () => {
  const reader = newerGit();
  const names = ["main:lib", "short", "a\nb", "sound"];
  const found = await Promise.all(names.map((name) => reader.contents(name)));
  expect(found.map((each) => each?.bytes.toString())).toEqual([undefined, undefined, undefined, "yes"]);
});

test("a line that answers no question rejects all that was asked; the next question has a new git", async () => {
  const reader = newerGit();
  const asked = ["odd", "sound"].map((name) => reader.contents(name));
  for (const each of await Promise.allSettled(asked))
    expect(each).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringContaining("something else") },
    });
  expect((await reader.contents("sound"))?.bytes.toString()).toBe("yes");
});

test("of much that git complained about the end is told", async () => {
  const error = await newerGit()
    .contents("loud")
    .catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ message: expect.stringMatching(/the end$/) });
  expect(String((error as Error).message).length).toBeLessThan(5000);
});
