import { execFile } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Path → text; null takes the file away. */
export type SampleFiles = Readonly<Record<string, string | null>>;

/** Pushes one commit to `<owner>/<name>` on a hub: the files of `examples/<name>`, and these over them. */
export async function pushSample(to: {
  name: string;
  files: SampleFiles;
  owner: string;
  url: string;
  token: string;
  /** Where the working copy is made. */
  folder: string;
}): Promise<void> {
  const { name, files, owner, url, token, folder } = to;
  cpSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === null) rmSync(file);
    else writeFileSync(file, text);
  }
  const git = (...args: string[]) => run("git", args, { cwd: folder });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  await git(...identity, "commit", "--quiet", "-m", "Import the sample");
  const address = new URL(`${url}/${owner}/${name}.git`);
  Object.assign(address, { username: "x-access-token", password: token });
  await git("push", "--quiet", address.href, "HEAD:refs/heads/main");
}

/** The spec that a sample brings: its heading is the title of the issue. */
export function specOf(text: string): { title: string; body: string } {
  return { title: /^#\s+(.+)$/m.exec(text)?.[1] ?? "A spec", body: text };
}
