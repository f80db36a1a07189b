import { expect, test } from "vitest";
import { ensureBranch, isAncestor, mergeBranch, readRef } from "#src/effects/github/branches.ts";
import { commitIn } from "#test/local/hub/world.ts";
import { startHubRepo } from "./hub-repo.ts";

const EPIC = "fractal/1/epic";

/** main, and an epic branch made from it by us; `push` commits on a branch as ada. */
async function startEpic() {
  const hub = await startHubRepo();
  const sha = await hub.world.firstPush({ "README.md": "# Shop\n" });
  const dir = await hub.world.clone(hub.world.tokens.ada);
  const push = async (branch: string, files: Record<string, string>) => {
    await hub.world.git(dir, "fetch", "--quiet", "origin");
    await hub.world.git(dir, "checkout", "--quiet", "--detach", `origin/${branch}`);
    const made = await commitIn(dir, files, `Change ${branch}`);
    await hub.world.git(dir, "push", "--quiet", "origin", `HEAD:${branch}`);
    return made;
  };
  return Object.assign(hub, { sha, push, [Symbol.asyncDispose]: hub[Symbol.asyncDispose] });
}

test("a branch is made once and stays where it is found", async () => {
  await using hub = await startEpic();
  expect(await readRef(hub.repo, EPIC)).toBeUndefined();
  expect(await ensureBranch(hub.repo, EPIC, hub.sha)).toEqual({ sha: hub.sha, created: true });
  const moved = await hub.push(EPIC, { "a.txt": "a\n" });
  expect(await ensureBranch(hub.repo, EPIC, hub.sha)).toEqual({ sha: moved, created: false });
});

test("a branch whose first answer was lost is found", async () => {
  await using hub = await startEpic();
  hub.loseAnswer("POST", /git\/refs$/);
  await expect(ensureBranch(hub.repo, EPIC, hub.sha)).rejects.toThrow("GitHub was not reached");
  expect(await ensureBranch(hub.repo, EPIC, hub.sha)).toEqual({ sha: hub.sha, created: false });
});

test("a branch at a commit that is not there is an error, not silence", async () => {
  await using hub = await startEpic();
  await expect(ensureBranch(hub.repo, EPIC, "1".repeat(40))).rejects.toMatchObject({ status: 422 });
});

test("the default branch is merged into the epic: merged, then nothing to do, and a conflict leaves it as it is", async () => {
  await using hub = await startEpic();
  await ensureBranch(hub.repo, EPIC, hub.sha);
  const ours = await hub.push(EPIC, { "a.txt": "ours\n" });
  await hub.push("main", { "b.txt": "b\n" });
  const wish = { into: EPIC, from: "main", message: "Merge main" };
  hub.loseAnswer("POST", /merges$/);
  await expect(mergeBranch(hub.repo, wish)).rejects.toThrow("GitHub was not reached");
  const merged = await readRef(hub.repo, EPIC);
  expect(merged).not.toBe(ours);
  expect(await mergeBranch(hub.repo, wish)).toEqual({ outcome: "nothing", sha: merged });
  await hub.push("main", { "c.txt": "c\n" });
  const again = await mergeBranch(hub.repo, wish);
  expect(again).toEqual({ outcome: "merged", sha: await readRef(hub.repo, EPIC) });
  await hub.push("main", { "a.txt": "theirs\n" });
  expect(await mergeBranch(hub.repo, wish)).toEqual({
    outcome: "conflict",
    sha: again.sha,
    why: "Merge conflict",
  });
});

test("an older head is told from a newer one and from another one", async () => {
  await using hub = await startEpic();
  await ensureBranch(hub.repo, EPIC, hub.sha);
  const newer = await hub.push(EPIC, { "a.txt": "ours\n" });
  const other = await hub.push("main", { "b.txt": "theirs\n" });
  expect(await isAncestor(hub.repo, hub.sha, newer)).toBe(true);
  expect(await isAncestor(hub.repo, newer, hub.sha)).toBe(false);
  expect(await isAncestor(hub.repo, other, newer)).toBe(false);
});

test("a workflow that changed on the default branch leaves the merge to a person, like a conflict", async () => {
  await using hub = await startEpic();
  await ensureBranch(hub.repo, EPIC, hub.sha);
  const ours = await hub.push(EPIC, { "a.txt": "ours\n" });
  await hub.push("main", { ".github/workflows/ci.yml": "on: push\n" });
  expect(await mergeBranch(hub.repo, { into: EPIC, from: "main" })).toEqual({
    outcome: "conflict",
    sha: ours,
    why: "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission",
  });
});

test("a rule that forbids the merge is an error that says so", async () => {
  await using hub = await startEpic();
  await ensureBranch(hub.repo, EPIC, hub.sha);
  await hub.push(EPIC, { "a.txt": "ours\n" });
  await hub.push("main", { "b.txt": "b\n" });
  hub.world.hub.seed.ruleset(hub.world.repo, "fractal/**", [{ type: "update" }]);
  await expect(mergeBranch(hub.repo, { into: EPIC, from: "main" })).rejects.toThrow("rule violations");
});
