import { expect, test } from "vitest";
import { ensureBranch, mergeBranch, readRef } from "#src/effects/github/branches.ts";
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
  expect(await mergeBranch(hub.repo, wish)).toEqual({ outcome: "conflict", sha: again.sha });
});
