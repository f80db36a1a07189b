import { expect, test } from "vitest";
import type { Git } from "#src/local/hub/git/git.ts";
import type { GitWriter } from "./git-writer.ts";

/** What names stand for, how refs move, and who descends from whom. */
export function gitHistoryContract(writer: () => GitWriter): void {
  test("a commit is found by branch, tag, full ref, HEAD and a part of its hash, and by nothing that git would calculate with", async () => {
    const first = await writer().commit({ a: "1\n" });
    const second = await writer().commit({ a: "2\n" }, first);
    await writer().git.setRef("refs/heads/main", second);
    await writer().git.setRef("refs/tags/v1", first);
    await writer().git.setRef("refs/pull/1/head", first);
    const named = async (name: string) => [
      await writer().git.resolve(name),
      (await writer().git.readCommit(name))?.sha,
    ];
    for (const name of ["main", "heads/main", "refs/heads/main", "HEAD", second, second.slice(0, 12)])
      expect(await named(name), name).toEqual([second, second]);
    for (const name of ["v1", "refs/tags/v1", "refs/pull/1/head", first])
      expect(await named(name), name).toEqual([first, first]);
    const tree = (await writer().git.readCommit(first))?.tree ?? "";
    const none = [
      "topic",
      "refs/heads/v1",
      "main~1",
      "main^",
      "HEAD@{0}",
      "--all",
      "",
      " main",
      "main:a",
      "0".repeat(40),
      tree,
    ];
    for (const name of none) expect(await named(name), name).toEqual([undefined, undefined]);
  });

  test("a ref moves from where it was seen, and a branch is not a folder", async () => {
    const first = await writer().commit({ a: "1\n" });
    const second = await writer().commit({ a: "2\n" }, first);
    const ref = "refs/heads/fractal/1/epic";
    expect(await writer().git.moveRef({ ref, from: null, to: first })).toBeUndefined();
    const refused = { refused: expect.stringContaining("ref") };
    expect(await writer().git.moveRef({ ref, from: null, to: second })).toEqual(refused);
    expect(await writer().git.moveRef({ ref, from: second, to: first })).toEqual(refused);
    expect(await writer().git.moveRef({ ref: "refs/heads/none", from: first, to: null })).toEqual(refused);
    expect(await writer().git.moveRef({ ref: "refs/heads/fractal/1", from: null, to: first })).toEqual(
      refused,
    );
    expect(await writer().git.moveRef({ ref: `${ref}/part`, from: null, to: first })).toEqual(refused);
    expect(await writer().git.moveRef({ ref: "refs/heads/x", from: null, to: "1".repeat(40) })).toEqual(
      refused,
    );
    const tree = (await writer().git.readCommit(first))?.tree ?? "";
    expect(await writer().git.moveRef({ ref: "refs/heads/x", from: null, to: tree })).toEqual(refused);
    expect(await writer().git.moveRef({ ref, from: first, to: second })).toBeUndefined();
    await writer().git.setRef("refs/tags/v1", first);
    await writer().git.setRef("refs/heads/a", first);
    expect([...(await writer().git.refs())]).toEqual([
      ["refs/heads/a", first],
      [ref, second],
      ["refs/tags/v1", first],
    ]);
    expect([...(await writer().git.refs("refs/tags", "refs/pull")).keys()]).toEqual(["refs/tags/v1"]);
    expect([...(await writer().git.refs("refs/heads/fractal"))]).toEqual([[ref, second]]);
    expect([await writer().git.readRef(ref), await writer().git.readRef("refs/heads/none")]).toEqual([
      second,
      undefined,
    ]);
    expect(await writer().git.moveRef({ ref, from: second, to: null })).toBeUndefined();
    expect(
      await writer().git.moveRef({ ref: "refs/heads/fractal/1", from: null, to: first }),
    ).toBeUndefined();
  });

  test("names of refs keep git's rules", async () => {
    const good = [
      "refs/heads/main",
      "refs/heads/fractal/1/t-1",
      "refs/heads/ä",
      "refs/heads/a@b",
      "refs/heads/a{b",
    ];
    const bad = [
      "main",
      "refs/heads/",
      "/refs/heads/a",
      "refs//a",
      "refs/heads/a..b",
      "refs/heads/.a",
      "refs/heads/a.lock",
    ];
    const worse = [
      "refs/heads/a b",
      "refs/heads/a~",
      "refs/heads/a^",
      "refs/heads/a:b",
      "refs/heads/a?",
      "refs/heads/a*",
    ];
    const worst = [
      "refs/heads/a[",
      "refs/heads/a\\b",
      "refs/heads/a.",
      "refs/heads/a@{1}",
      "refs/heads/a\u007F",
    ];
    for (const name of good) expect(await writer().git.isRefName(name), name).toBe(true);
    for (const name of [...bad, ...worse, ...worst])
      expect(await writer().git.isRefName(name), name).toBe(false);
  });

  test("history is told newest first, by what reaches what, and by path", async () => {
    const first = await writer().commit({ "a.txt": "1\n" });
    const left = await writer().commit({ "dir/left.txt": "left\n" }, first);
    const right = await writer().commit({ "right.txt": "right\n" }, first);
    const merged = await writer().merge(left, right);
    const last = await writer().commit({ "a.txt": "2\n" }, merged);
    const log = async (query: Parameters<Git["log"]>[0]) =>
      (await writer().git.log(query)).map(({ sha }) => sha);
    expect(await log({ from: last })).toEqual([last, merged, right, left, first]);
    expect(await log({ from: last, skip: 1, max: 2 })).toEqual([merged, right]);
    expect(await log({ from: last, not: [left] })).toEqual([last, merged, right]);
    expect(await log({ from: last, not: [left, right] })).toEqual([last, merged]);
    expect(await log({ from: first, not: [last] })).toEqual([]);
    expect(await log({ from: last, path: "dir" })).toEqual([left]);
    expect(await log({ from: last, path: "a.txt" })).toEqual([last, first]);
    expect(await writer().git.isAncestor(left, last)).toBe(true);
    expect(await writer().git.isAncestor(last, last)).toBe(true);
    expect(await writer().git.isAncestor(left, right)).toBe(false);
    expect(await writer().git.isAncestor("1".repeat(40), right)).toBe(false);
    expect([
      await writer().git.countCommits(first, last),
      await writer().git.countCommits(last, first),
    ]).toEqual([4, 0]);
    expect(await writer().git.mergeBase(left, right)).toBe(first);
    const stranger = await writer().commit({ "z.txt": "z\n" });
    expect(await writer().git.mergeBase(left, stranger)).toBeUndefined();
    const touched = await writer().git.touchedFiles([left, last, first]);
    expect(touched.get(left)).toEqual({ added: ["dir/left.txt"], removed: [], modified: [] });
    expect(touched.get(last)).toEqual({ added: [], removed: [], modified: ["a.txt"] });
    expect(touched.get(first)).toEqual({ added: ["a.txt"], removed: [], modified: [] });
  });

  test("what no ref has yet brings a change below a directory only if it differs from all its parents there", async () => {
    const wf = ".github/workflows";
    const first = await writer().commit({ [`${wf}/ci.yml`]: "on: push\n", "a.txt": "1\n" });
    await writer().git.setRef("refs/heads/main", first);
    const plain = await writer().commit({ "a.txt": "2\n" }, first);
    const changes = await writer().commit({ [`${wf}/ci.yml`]: "on: pull_request\n" }, first);
    const merged = await writer().merge(plain, changes);
    const brings = (sha: string) => writer().git.bringsChange(sha, wf);
    expect([await brings(first), await brings(plain), await brings(changes), await brings(merged)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    await writer().git.setRef("refs/heads/ci", changes);
    expect([await brings(changes), await brings(merged)]).toEqual([false, false]);
    const evil = await writer().commitTree(
      await writer().tree({ [`${wf}/new.yml`]: "on: push\n" }, merged),
      plain,
      changes,
    );
    expect(await brings(evil)).toBe(true);
  });
}
