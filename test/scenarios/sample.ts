import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Path → text; null takes the file away. */
export type SampleFiles = Readonly<Record<string, string | null>>;

/** `<owner>/<name>` on a hub, as somebody reaches it by git. */
type Remote = Readonly<{ name: string; owner: string; url: string; token: string }>;

/**
 * Pushes one commit: the files of `examples/<name>`, and these over them.
 * @param folder where the working copy is made
 */
export async function pushSample(remote: Remote, files: SampleFiles, folder: string): Promise<void> {
  const sample = fileURLToPath(new URL(`../../examples/${remote.name}`, import.meta.url));
  cpSync(sample, folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === null) rmSync(file);
    else writeFileSync(file, text);
  }
  const git = gitIn(folder);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "-m", "Import the sample");
  await git("push", "--quiet", addressOf(remote), "HEAD:refs/heads/main");
}

export async function cloneSample(
  remote: Remote,
): Promise<{ folder: string; git: ReturnType<typeof gitIn> }> {
  const folder = mkdtempSync(join(tmpdir(), "clone-"));
  const git = gitIn(folder);
  await git("clone", "--quiet", addressOf(remote), ".");
  return { folder, git };
}

function gitIn(cwd: string): (...args: string[]) => Promise<unknown> {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  return (...args) => run("git", [...identity, ...args], { cwd });
}

function addressOf({ url, owner, name, token }: Remote): string {
  return Object.assign(new URL(`${url}/${owner}/${name}.git`), {
    username: "x-access-token",
    password: token,
  }).href;
}

/** The spec that a sample brings: its heading is the title of the issue. */
export function specOf(text: string): { title: string; body: string } {
  return { title: /^#\s+(.+)$/m.exec(text)?.[1] ?? "A spec", body: text };
}
