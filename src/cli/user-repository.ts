import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { SimpleGit } from "simple-git";
import { NeedsHuman } from "#src/errors.ts";
import { branchesOf, gitIn, maybe, throwWithoutGit } from "./user-git.ts";

/** The repository of the person who runs us: only ever read, until its results come back as branches of their own. */
export type UserRepository = Readonly<{
  /** Absolute path of the working tree's top, or of a bare repository. */
  dir: string;
  name: string;
  /** The branch the work starts from and the root pull request goes into. */
  branch: string;
  sha: string;
  /** Changed and new files that are not part of the commit the work starts from. */
  uncommitted: readonly string[];
  /** Highest issue number in the `fractal/<n>/…` branches that are there already. */
  lastIssue: number;
  /** A file's text in that commit. */
  read: (path: string) => Promise<string | undefined>;
}>;

/** @throws NeedsHuman, saying what to type, when this is no repository that work can start from */
export async function openUserRepository(
  path: string,
  env: NodeJS.ProcessEnv,
  base?: string,
): Promise<UserRepository> {
  const wanted = resolve(path);
  if (!existsSync(wanted)) throw new NeedsHuman(`${wanted} does not exist`, { hint: "give --repo <dir>" });
  const dir = await topOf(wanted, env);
  const git = gitIn(dir, env);
  const branch = base ?? (await currentBranch(git));
  const sha = await commitOf(git, branch);
  const own = await branchesOf(git, "refs/heads/fractal", "refs/heads/fractal/");
  if (own.has("refs/heads/fractal"))
    throw new NeedsHuman("the branch fractal is in the way of the branches fractal/…", {
      hint: "git branch --move fractal <another name>",
    });
  const numbers = [...own.keys()].map((name) =>
    Number(/^refs\/heads\/fractal\/(\d+)\//.exec(name)?.[1] ?? 0),
  );
  return {
    dir,
    name: safeName(basename(dir).replace(/\.git$/, "")),
    branch,
    sha,
    uncommitted: await uncommitted(git),
    lastIssue: Math.max(0, ...numbers),
    read: (file) => maybe(git, "cat-file", "blob", `${sha}:${file}`),
  };
}

async function topOf(wanted: string, env: NodeJS.ProcessEnv): Promise<string> {
  const git = gitIn(wanted, env);
  try {
    const isBare = (await git.raw(["rev-parse", "--is-bare-repository"])).trim() === "true";
    return (await git.raw(["rev-parse", isBare ? "--absolute-git-dir" : "--show-toplevel"])).trimEnd();
  } catch (error) {
    throwWithoutGit(error);
    const said = error instanceof Error ? error.message.trim() : String(error);
    if (!said.includes("not a git repository"))
      throw new NeedsHuman(`git does not work in ${wanted}`, { hint: said });
    throw new NeedsHuman(`${wanted} is not a git repository`, {
      hint: 'give --repo <dir>, or make it one: git init && git add --all && git commit -m "Begin"',
    });
  }
}

async function currentBranch(git: SimpleGit): Promise<string> {
  const branch = await maybe(git, "symbolic-ref", "--quiet", "--short", "HEAD");
  if (branch !== undefined && /^fractal\/\d+\//.test(branch))
    throw new NeedsHuman(`${branch} is checked out, one of Fractal's own branches`, {
      hint: "name the branch that the work starts from: --base <branch>",
    });
  if (branch !== undefined) return branch;
  throw new NeedsHuman("HEAD is detached, so there is no branch to start from", {
    hint: "git switch <branch>, or give --base <branch>",
  });
}

async function commitOf(git: SimpleGit, branch: string): Promise<string> {
  const sha = await maybe(git, "rev-parse", "--verify", "--quiet", `refs/heads/${branch}^{commit}`);
  if (sha !== undefined) return sha;
  const names = [...(await branchesOf(git, "refs/heads/")).keys()].map((ref) =>
    ref.slice("refs/heads/".length),
  );
  throw names.length === 0
    ? new NeedsHuman("the repository has no commits yet", { hint: 'git add --all && git commit -m "Begin"' })
    : new NeedsHuman(`there is no branch ${branch}`, {
        hint: `give --base with one of: ${names.slice(0, 10).join(", ")}`,
      });
}

/** Ignored files are nobody's concern, and a bare repository has none. */
async function uncommitted(git: SimpleGit): Promise<string[]> {
  const status = await maybe(git, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal");
  return (status ?? "").split("\0").flatMap((entry) => entry.slice(3) || []);
}

function safeName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, "-").replace(/^[.-]+/, "") || "repository";
}
