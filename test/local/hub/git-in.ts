import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** git as a person has it, without their configuration. */
export async function gitIn(cwd: string, ...args: string[]): Promise<string> {
  const identity = [
    "-c",
    "user.name=Ada",
    "-c",
    "user.email=ada@example.com",
    "-c",
    "init.defaultBranch=main",
  ];
  const { stdout } = await run("git", [...identity, ...args], {
    cwd,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
    },
  });
  return stdout.trimEnd();
}

/** Writes files, commits them, answers with the commit. */
export async function commitIn(dir: string, files: Record<string, string>, message: string): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  await gitIn(dir, "add", "--all");
  await gitIn(dir, "commit", "--quiet", "--message", message);
  return gitIn(dir, "rev-parse", "HEAD");
}
