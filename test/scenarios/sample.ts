import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Path → text; null takes the file away. */
export type SampleFiles = Readonly<Record<string, string | null>>;

/** A repository with one commit: the files of `examples/<name>`, and these over them. */
export function makeSample(name: string, files: SampleFiles, to: string): string {
  cpSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), to, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(to, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === null) rmSync(file);
    else writeFileSync(file, text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: to, stdio: "ignore" });
  git("init", "--initial-branch=main");
  git("add", "--all");
  git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-m", "Import the sample");
  return to;
}

/** The spec that a sample brings: its heading is the title of the issue. */
export function specOf(text: string): { title: string; body: string } {
  return { title: /^#\s+(.+)$/m.exec(text)?.[1] ?? "A spec", body: text };
}
