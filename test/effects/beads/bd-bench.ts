import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import type { BdSpawn } from "#src/effects/beads/bd/run-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";

export const bd = await findBd(process.env);
export const isMissing = "missing" in bd;

const isRequired = process.env["CI"] === "true" && process.env["FRACTAL_REQUIRE_BD"] === "1";
const why = "missing" in bd ? bd.missing : "";
if (isMissing) console.warn(`\n!!! SKIPPED: tests against the real bd. ${why}\n`);

test.runIf(isMissing && isRequired)("a real bd is there to be tested against", () => {
  expect.fail(why);
});

/** Of the running test, and gone with it. */
export async function directory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "fractal-bd-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A directory with an empty database. */
export async function emptyDatabase(): Promise<string> {
  const dir = await directory();
  await (await openBd(dir)).close();
  return dir;
}

export function openBd(dir: string, onSpawn?: (spawn: BdSpawn) => void): Promise<TaskStore> {
  return openTaskStore({ dir, actor: "fractal/test", bd, ...(onSpawn === undefined ? {} : { onSpawn }) });
}

/** A person in a terminal in the data directory, with an environment of their own. */
export async function asPerson(dir: string, ...args: string[]): Promise<string> {
  if ("missing" in bd) throw new Error(bd.missing);
  const env = { PATH: bd.searchPath, HOME: dir, BD_DISABLE_METRICS: "1" };
  return (await promisify(execFile)(bd.path, args, { cwd: dir, env })).stdout;
}
