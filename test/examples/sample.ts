import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Turn } from "../../examples/scripted-model.ts";

export type Sample = {
  folder: string;
  /** Does what the worker's file tools would do; an edit must match exactly once. */
  apply: (turns: Turn[]) => void;
  run: (command: string) => { status: number | null; output: string };
  /** Paths and added plus removed lines since the last commit. */
  changed: () => { files: string[]; lines: number };
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
    apply: (turns) => turns.flatMap((turn) => turn.calls).forEach((call) => applyCall(folder, call)),
    run: (command) => {
      const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
      return { status, output: stdout + stderr };
    },
    changed: () => {
      git("add", "--all");
      const rows = git("diff", "--cached", "--numstat").trim().split("\n");
      const cells = rows.map((row) => row.split("\t"));
      return {
        files: cells.map(([, , path = ""]) => path).sort(),
        lines: cells.reduce((sum, [added, removed]) => sum + Number(added) + Number(removed), 0),
      };
    },
    commit,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function applyCall(folder: string, { name, arguments: given }: Turn["calls"][number]): void {
  const path = join(folder, String(given["path"]));
  if (name === "write_file") writeFileSync(path, String(given["content"]));
  if (name === "read_file") readFileSync(path);
  if (name !== "edit_file") return;
  const [before, after, ...more] = readFileSync(path, "utf8").split(String(given["old"]));
  if (after === undefined || more.length > 0)
    throw new Error(`${path} does not hold once: ${String(given["old"])}`);
  writeFileSync(path, before + String(given["new"]) + after);
}
