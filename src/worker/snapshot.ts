import { execFile } from "node:child_process";
import { mkdtemp, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { git, type GitPlace, nulSeparated } from "./git.ts";

/** The base commit, held in a git directory of our own, so that what tests do to the checkout's `.git` changes nothing. */
export type Snapshot = Readonly<{ place: GitPlace; base: string }>;

/**
 * Must be taken before anything of the model runs. Throws with what to do when the workspace is no checkout of `base`.
 * @param scratch a temporary directory of ours
 */
export async function takeSnapshot(options: {
  workspace: string;
  base: string;
  scratch: string;
  env: Readonly<Record<string, string>>;
}): Promise<Snapshot> {
  const { workspace, base, scratch, env } = options;
  const objects = await objectsOf(workspace, env);
  const gitDir = await mkdtemp(join(scratch, "base-"));
  const place: GitPlace = { gitDir, workTree: workspace, env };
  await promisify(execFile)("git", ["init", "--quiet", "--bare", gitDir], { env });
  await writeFile(join(gitDir, "objects", "info", "alternates"), `${objects}\n`);
  await git(place, ["config", "core.bare", "false"]);
  // The index is never refreshed: without file times in it git compares contents, and two edits in one tick cannot hide.
  await git(place, ["read-tree", base]).catch((error: unknown) => {
    throw new Error(`the workspace has no commit ${base}; check it out first (actions/checkout with ref)`, {
      cause: error,
    });
  });
  return { place, base };
}

/** Paths of the work tree that git would take: tracked, or new and not ignored. */
export async function filesOf({ place }: Snapshot): Promise<string[]> {
  const listed = nulSeparated(
    await git(place, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]),
  );
  const gone = new Set(nulSeparated(await git(place, ["ls-files", "-z", "--deleted"])));
  return listed.filter((path) => !gone.has(path) && !path.endsWith("/")).sort();
}

async function objectsOf(workspace: string, env: Readonly<Record<string, string>>): Promise<string> {
  const args = ["-c", "safe.directory=*", "rev-parse", "--git-path", "objects"];
  const [said] = await Promise.allSettled([promisify(execFile)("git", args, { cwd: workspace, env })]);
  if (said.status === "rejected") {
    throw new Error(`${workspace} is not a git checkout; the workflow must check the repository out first`, {
      cause: said.reason,
    });
  }
  return await realpath(join(workspace, said.value.stdout.trim()));
}
