import { execFile } from "node:child_process";

/** Where git looks, and with what. Nothing of the repository's own configuration, hooks or filters is used: tests may have written them. */
export type GitPlace = Readonly<{
  gitDir: string;
  workTree: string;
  env: Readonly<Record<string, string>>;
  /** Another index than the one in `gitDir`. */
  index?: string;
}>;

const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];

/** Runs git plumbing and answers with its standard output; throws with what git said. */
export function git(place: GitPlace, args: readonly string[], input?: string): Promise<Buffer> {
  const env = {
    ...place.env,
    GIT_DIR: place.gitDir,
    GIT_WORK_TREE: place.workTree,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    ...(place.index !== undefined && { GIT_INDEX_FILE: place.index }),
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      [...quiet, ...args],
      { cwd: place.workTree, env, encoding: "buffer", maxBuffer: 64 * 1024 * 1024, timeout: 120_000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`git ${args[0]} failed: ${stderr.toString("utf8").trim() || error.message}`));
      },
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/** The entries of a `-z` output. */
export function nulSeparated(output: Buffer): string[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((entry) => entry !== "");
}
