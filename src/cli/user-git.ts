import { type SimpleGit, simpleGit } from "simple-git";
import { NeedsHuman } from "#src/errors.ts";

/**
 * Git in a repository that is somebody else's: no hook of theirs runs, nothing is asked, no lock is taken only to
 * refresh an index, and of the surroundings only the search path and their own configuration are seen.
 */
export function gitIn(dir: string, { PATH, HOME, XDG_CONFIG_HOME }: NodeJS.ProcessEnv): SimpleGit {
  const environment = { GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  const given = Object.entries({ PATH, HOME, XDG_CONFIG_HOME }).filter(([, value]) => value !== undefined);
  return simpleGit({
    baseDir: dir,
    config: ["core.hooksPath=/dev/null", "core.fsmonitor=false"],
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true },
    allowEnvironment: Object.keys(environment),
    // Left to itself it takes a failure that says nothing for a success.
    errors: (error, { exitCode, stdErr }) =>
      exitCode === 0 ? undefined : (error ?? saidBy(stdErr, exitCode)),
  }).env({ ...Object.fromEntries(given), ...environment });
}

function saidBy(stdErr: readonly Buffer[], exitCode: number): Buffer {
  const said = Buffer.concat(stdErr);
  return said.length > 0 ? said : Buffer.from(`git ended with ${exitCode}`);
}

/** What git says, or undefined when it refuses. */
export async function maybe(git: SimpleGit, ...args: string[]): Promise<string | undefined> {
  try {
    return (await git.raw(args)).trimEnd();
  } catch (error) {
    throwWithoutGit(error);
    return undefined;
  }
}

/** @throws NeedsHuman when it is git itself that is missing */
export function throwWithoutGit(error: unknown): void {
  if (String(error).includes("spawn git ENOENT"))
    throw new NeedsHuman("git was not found on the PATH", { hint: "install git 2.34 or newer" });
}

/** Branches and their commits; `patterns` as `git for-each-ref` takes them. */
export async function branchesOf(git: SimpleGit, ...patterns: string[]): Promise<Map<string, string>> {
  const text = await git.raw(["for-each-ref", "--format=%(objectname) %(refname)", ...patterns]);
  const lines = text.split("\n").filter(Boolean);
  return new Map(lines.map((line) => [line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" "))]));
}
