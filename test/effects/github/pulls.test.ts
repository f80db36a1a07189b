import { expect, test } from "vitest";
import { ensureBranch } from "#src/effects/github/branches.ts";
import { mergePullRequest } from "#src/effects/github/merge-pull.ts";
import { publishPatch } from "#src/effects/github/publish.ts";
import { ensurePullRequest, readPullRequest, updatePullRequest } from "#src/effects/github/pulls.ts";
import { readChangeRequests, readLineComments } from "#src/effects/github/reviews.ts";
import { startHubRepo } from "./hub-repo.ts";

const EPIC = "fractal/1/epic";

/** An epic branch, and leaves published beside it. */
async function startEpic() {
  const hub = await startHubRepo();
  const baseSha = await hub.world.firstPush({ "README.md": "# Shop\n" });
  await ensureBranch(hub.repo, EPIC, baseSha);
  const leaf = async (n: number, files: Record<string, string>) => {
    const branch = `fractal/1/fx-0a1b2c3d-${n}`;
    const changed = Object.entries(files).map(([path, content]) => ({ path, content }));
    const published = await publishPatch(hub.repo, {
      branch,
      baseSha,
      message: "Leaf",
      key: `k/${n}`,
      files: changed,
    });
    const wish = { head: branch, base: EPIC, title: `Leaf ${n}`, body: "What was done" };
    return { wish, sha: "headSha" in published ? published.headSha : "" };
  };
  const opened = async (n: number, files: Record<string, string>) => {
    const { wish, sha } = await leaf(n, files);
    const ensured = await ensurePullRequest(hub.repo, wish);
    if ("refused" in ensured) throw new Error(ensured.refused);
    return { number: ensured.pull.number, sha, wish };
  };
  return Object.assign(hub, { baseSha, leaf, opened, [Symbol.asyncDispose]: hub[Symbol.asyncDispose] });
}

test("a pull request is opened once, also when the first answer was lost", async () => {
  await using hub = await startEpic();
  const { wish, sha } = await hub.leaf(1, { "a.txt": "a\n" });
  hub.loseAnswer("POST", /pulls$/);
  await expect(ensurePullRequest(hub.repo, wish)).rejects.toThrow("GitHub was not reached");
  const found = await ensurePullRequest(hub.repo, wish);
  expect(found).toMatchObject({
    created: false,
    pull: { state: "open", head: wish.head, base: EPIC, headSha: sha },
  });
});

test("one that a person closed is found, not opened again", async () => {
  await using hub = await startEpic();
  const { number, wish } = await hub.opened(1, { "a.txt": "a\n" });
  await hub.world.ada.rest.pulls.update({ ...hub.world.at, pull_number: number, state: "closed" });
  expect(await ensurePullRequest(hub.repo, wish)).toMatchObject({
    created: false,
    pull: { number, state: "closed" },
  });
});

test("without a difference GitHub takes none, and says why", async () => {
  await using hub = await startEpic();
  await ensureBranch(hub.repo, "fractal/1/same", hub.baseSha);
  const refused = await ensurePullRequest(hub.repo, {
    head: "fractal/1/same",
    base: EPIC,
    title: "Same",
    body: "",
  });
  expect(refused).toMatchObject({ refused: expect.stringContaining("No commits between") });
});

test("its text is written when it differs", async () => {
  await using hub = await startEpic();
  const { number, wish } = await hub.opened(1, { "a.txt": "a\n" });
  const pull = await readPullRequest(hub.repo, number);
  hub.writes();
  expect(await updatePullRequest(hub.repo, pull, wish)).toEqual({ changed: [] });
  expect(hub.writes()).toEqual([]);
  expect(await updatePullRequest(hub.repo, pull, { body: "More" })).toEqual({ changed: ["body"] });
  expect((await readPullRequest(hub.repo, number)).body).toBe("More");
});

test("it is merged at the head that was judged, once", async () => {
  await using hub = await startEpic();
  const { number, sha } = await hub.opened(1, { "a.txt": "a\n" });
  hub.loseAnswer("PUT", /merge$/);
  await expect(mergePullRequest(hub.repo, { number, sha })).rejects.toThrow("GitHub was not reached");
  const { mergedSha } = await readPullRequest(hub.repo, number);
  expect(await mergePullRequest(hub.repo, { number, sha })).toEqual({
    outcome: "merged",
    sha: mergedSha,
    before: true,
  });
  const second = await hub.opened(2, { "b.txt": "b\n" });
  expect(await mergePullRequest(hub.repo, second)).toMatchObject({ outcome: "merged", before: false });
});

test("a head that moved, a conflict and a closed one are told apart, and nothing is merged", async () => {
  await using hub = await startEpic();
  const first = await hub.opened(1, { "a.txt": "one\n" });
  const second = await hub.opened(2, { "a.txt": "two\n" });
  expect(await mergePullRequest(hub.repo, { ...first, sha: hub.baseSha })).toEqual({
    outcome: "moved",
    headSha: first.sha,
  });
  await mergePullRequest(hub.repo, first);
  expect(await mergePullRequest(hub.repo, second)).toMatchObject({ outcome: "conflict" });
  const third = await hub.opened(3, { "c.txt": "c\n" });
  await hub.world.ada.rest.pulls.update({ ...hub.world.at, pull_number: third.number, state: "closed" });
  expect(await mergePullRequest(hub.repo, third)).toMatchObject({ outcome: "closed" });
});

test("a rule that forbids the merge is named in its own words", async () => {
  await using hub = await startEpic();
  const { number, sha } = await hub.opened(1, { "a.txt": "a\n" });
  const required = {
    required_status_checks: [{ context: "build" }],
    strict_required_status_checks_policy: false,
  };
  hub.world.hub.seed.ruleset(hub.world.repo, "fractal/**", [
    { type: "required_status_checks", parameters: required },
  ]);
  expect(await mergePullRequest(hub.repo, { number, sha })).toMatchObject({
    outcome: "blocked",
    words: expect.stringContaining('Required status check "build" is expected'),
  });
});

test("an approval takes back what the same person asked for; a later comment takes nothing back", async () => {
  await using hub = await startEpic();
  const { number } = await hub.opened(1, { "a.txt": "a\n" });
  const at = { ...hub.world.at, pull_number: number };
  await hub.world.bob.rest.pulls.createReview({ ...at, event: "COMMENT", body: "Looking" });
  await hub.world.bob.rest.pulls.createReview({ ...at, event: "REQUEST_CHANGES", body: "Rename it" });
  await hub.world.bob.rest.pulls.createReview({ ...at, event: "COMMENT", body: "By the way" });
  await hub.world.bob.rest.pulls.createReview({ ...at, event: "REQUEST_CHANGES", body: "Shorten it" });
  await hub.world.ada.rest.pulls.createReview({ ...at, event: "REQUEST_CHANGES", body: "No" });
  await hub.world.ada.rest.pulls.createReview({ ...at, event: "APPROVE" });
  expect(await readChangeRequests(hub.repo, number)).toEqual([
    { id: expect.any(Number), by: "bob", body: "Rename it" },
    { id: expect.any(Number), by: "bob", body: "Shorten it" },
  ]);
});

test("what a review says on lines is read with their numbers, which GitHub leaves to the hunk to tell", async () => {
  await using hub = await startEpic();
  const { number } = await hub.opened(1, { "README.md": "new first\nnew second\n", "a.txt": "a\n" });
  const { data: review } = await hub.world.bob.rest.pulls.createReview({
    ...hub.world.at,
    pull_number: number,
    event: "REQUEST_CHANGES",
    comments: [
      { path: "README.md", line: 2, body: "Say it in one line." },
      { path: "README.md", line: 1, side: "LEFT", body: "Why did this go?" },
      { path: "a.txt", line: 1, body: "Name it well." },
    ],
  });
  expect(await readLineComments(hub.repo, { pullRequest: number, review: review.id })).toEqual([
    { path: "README.md", line: 2, body: "Say it in one line." },
    { path: "README.md", line: 1, body: "Why did this go?" },
    { path: "a.txt", line: 1, body: "Name it well." },
  ]);
});
