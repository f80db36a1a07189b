import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BareRepositories } from "#src/local/hub/git/bare-repositories.ts";
import type { Git } from "#src/local/hub/git/git.ts";
import type { Random } from "../parts.ts";
import { SeededRandom } from "../seeded-random.ts";
import { MemoryGit } from "./memory-git.ts";
import { RandomHistory } from "./random-history.ts";

test.each([1, 2, 3])("git and git in memory tell history %i the same way", async (seed) => {
  const dir = mkdtempSync(join(tmpdir(), "git-"));
  const real = new BareRepositories(dir, "/usr/local/bin:/usr/bin:/bin").git("ada/demo");
  const told = [];
  for (const git of [real, new MemoryGit()]) {
    const random = new SeededRandom(seed);
    const history = new RandomHistory(git, random.fork("history"));
    await history.begin();
    const steps = [];
    for (let n = 0; n < 40; n += 1) steps.push(await history.step());
    told.push({ steps, answers: await answers(git, history.commits, random.fork("questions")) });
  }
  expect(told[1]).toEqual(told[0]);
  expect(told[0]?.steps.some((step) => step.startsWith("merge"))).toBe(true);
  rmSync(dir, { recursive: true });
});

/** What is asked of drawn commits. */
async function answers(git: Git, commits: readonly string[], random: Random): Promise<unknown[]> {
  const all: unknown[] = [[...(await git.refs())]];
  for (let n = 0; n < 8; n += 1) {
    const [one, other] = [random.pick(commits), random.pick(commits)];
    const directory = random.pick(["src", "docs", "src/deep"]);
    const diff = await git.diffFiles(one, other);
    all.push({
      one,
      other,
      commit: await git.readCommit(one),
      isAncestor: await git.isAncestor(one, other),
      count: await git.countCommits(one, other),
      base: await git.mergeBase(one, other),
      log: await git.log({ from: one, not: [other] }),
      page: await git.log({ from: one, skip: 2, max: 3 }),
      path: (await git.log({ from: one, path: directory })).map(({ sha }) => sha),
      // Where a change can stand in two places, git's choice of lines is its own; how many there are is not.
      diff: diff.map(({ patch, ...file }) => [file, patch === null]),
      paths: await git.changedPaths(one, other, directory),
      tree: await git.readTree(one, { recursive: true }),
      touched: [...(await git.touchedFiles([one]))].filter(([, { added, removed, modified }]) => {
        return added.length + removed.length + modified.length > 0;
      }),
      brings: await git.bringsChange(one, directory),
    });
  }
  return all;
}
