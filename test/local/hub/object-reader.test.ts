import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
