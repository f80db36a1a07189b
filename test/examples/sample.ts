import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Sample = {
  folder: string;
  run: (command: string) => { status: number | null; output: string };
  commit: () => void;
  [Symbol.dispose]: () => void;
};

/** A fresh repository with the files of `examples/<name>`. */
export function openSample(name: string): Sample {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  cpSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), folder, { recursive: true });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" });
  const commit = () => {
    git("add", "--all");
    git("-c", "user.name=Sample", "-c", "user.email=sample@example.com", "commit", "--quiet", "-m", "Sample");
  };
  git("init", "--quiet", "--initial-branch=main");
  commit();
  return {
    folder,
    run: (command) => {
      const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
      return { status, output: stdout + stderr };
    },
    commit,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
