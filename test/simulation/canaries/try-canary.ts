import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const home = join(import.meta.dirname, "..", "..", "..");
const run = promisify(execFile);

/** The planted bugs, by name. */
export function canaryNames(): string[] {
  const patches = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".patch"));
  return patches.map((name) => basename(name, ".patch")).sort();
}

/** How many seeds it took to find a planted bug, and what was violated; undefined when it was not found. */
export type Catch = Readonly<{ seed: number; seeds: number; invariant: string }> | undefined;

/**
 * Plants the bug in a copy of the sources and runs seeds there until one fails.
 * @throws Error when the patch does not fit the sources any more
 */
export async function tryCanary(
  name: string,
  options: { seeds: number; from?: number; jobs: number },
): Promise<Catch> {
  const dir = mkdtempSync(join(tmpdir(), `canary-${name}-`));
  try {
    for (const part of ["src", "test", "scripts", "app.yml", "package.json"])
      cpSync(join(home, part), join(dir, part), { recursive: true });
    symlinkSync(join(home, "node_modules"), join(dir, "node_modules"));
    await run("git", ["apply", join(import.meta.dirname, `${name}.patch`)], { cwd: dir });
    return await seedsIn(dir, options);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function seedsIn(
  dir: string,
  { seeds, from = 0, jobs }: { seeds: number; from?: number; jobs: number },
): Promise<Catch> {
  const numbers = ["--seeds", `${seeds}`, "--from", `${from}`, "--jobs", `${jobs}`];
  const args = ["scripts/simulate.ts", ...numbers, "--until-failure", "--no-shrink"];
  const said = await run(process.execPath, args, { cwd: dir, maxBuffer: 100_000_000 }).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? "" }),
  );
  const first = /^seed (\d+), [\d.]+ h: (\w+):/m.exec(said.stdout);
  const ran = /^(\d+) seeds in/m.exec(said.stdout);
  if (ran === null) throw new Error(`the simulator does not run in ${dir}: ${said.stdout.slice(-2000)}`);
  return first === null
    ? undefined
    : { seed: Number(first[1]), seeds: Number(ran[1]), invariant: first[2] ?? "" };
}
