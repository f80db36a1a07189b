import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type SimpleGit, simpleGit } from "simple-git";
import { NeedsHuman } from "#src/errors.ts";

/** The repository of the person who runs us: only ever read, until its results are fetched into branches of their own. */
export type UserRepository = Readonly<{
  /** Absolute path of the working tree's top. */
  dir: string;
  name: string;
  /** The branch the work starts from and the root pull request goes into. */
  branch: string;
  sha: string;
  /** Changed files that are not part of the commit the work starts from. */
  uncommitted: number;
  /** Highest issue number in the `fractal/<n>/…` branches that are there already. */
  lastIssue: number;
}>;

/** @throws NeedsHuman, saying what to type, when this is no repository that work can start from */
export async function openUserRepository(
  path: string,
  env: NodeJS.ProcessEnv,
  base?: string,
): Promise<UserRepository> {
  const wanted = resolve(path);
  if (!existsSync(wanted)) throw new NeedsHuman(`${wanted} does not exist`, { hint: "give --repo <dir>" });
  const git = gitAt(wanted, env);
  if (!(await git.checkIsRepo()))
    throw new NeedsHuman(`${wanted} is not a git repository`, {
      hint: `cd ${wanted} && git init, add and commit; or give --repo <dir>`,
    });
  const dir = (await git.revparse(["--show-toplevel"])).trim();
  const branch = base ?? (await currentBranch(git));
  const sha = await commitOf(git, branch);
  const status = await git.status(["--untracked-files=no"]);
  const branches = await git.branchLocal();
  const numbers = branches.all.map((name) => Number(/^fractal\/(\d+)\//.exec(name)?.[1] ?? 0));
  return {
    dir,
    name: safeName(basename(dir)),
    branch,
    sha,
    uncommitted: status.files.length,
    lastIssue: Math.max(0, ...numbers),
  };
}

/** Brings the repository's commit into the bare one as its default branch, without touching the person's own. */
export async function copyInto(bare: string, from: UserRepository, env: NodeJS.ProcessEnv): Promise<void> {
  await gitAt(bare, env).raw([
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    from.dir,
    `+${from.sha}:refs/heads/${from.branch}`,
  ]);
}

/** Fetches what was made into the person's repository: branches `fractal/…` only; index, working tree and HEAD stay as they are. */
export async function bringBack(bare: string, to: UserRepository, env: NodeJS.ProcessEnv): Promise<void> {
  const spec = "+refs/heads/fractal/*:refs/heads/fractal/*";
  await gitAt(to.dir, env).raw([
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-auto-maintenance",
    bare,
    spec,
  ]);
}

async function currentBranch(git: SimpleGit): Promise<string> {
  try {
    return (await git.raw(["symbolic-ref", "--quiet", "--short", "HEAD"])).trim();
  } catch {
    throw new NeedsHuman("HEAD is detached, so there is no branch to start from", {
      hint: "git switch <branch>, or give --base <branch>",
    });
  }
}

async function commitOf(git: SimpleGit, branch: string): Promise<string> {
  try {
    return (await git.raw(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}^{commit}`])).trim();
  } catch {
    const { all } = await git.branchLocal();
    throw all.length === 0
      ? new NeedsHuman("the repository has no commits yet", {
          hint: 'git add --all && git commit -m "Begin"',
        })
      : new NeedsHuman(`there is no branch ${branch}`, {
          hint: `give --base with one of: ${all.slice(0, 10).join(", ")}`,
        });
  }
}

/** Optional locks off: even a status would otherwise refresh the index of somebody who is at work. */
function gitAt(dir: string, { PATH, HOME }: NodeJS.ProcessEnv): SimpleGit {
  const environment = { GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LANG: "C" };
  const known = Object.fromEntries(Object.entries({ PATH, HOME }).filter(([, value]) => value !== undefined));
  return simpleGit({ baseDir: dir, allowEnvironment: Object.keys(environment) }).env({
    ...known,
    ...environment,
  });
}

function safeName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, "-").replace(/^[.-]+/, "") || "repository";
}
