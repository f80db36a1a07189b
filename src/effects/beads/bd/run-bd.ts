import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TaskStoreError } from "../task-store-error.ts";
import { bdFailure, isLocked } from "./bd-failure.ts";
import { spawnGroup } from "./spawn-group.ts";

/** A `bd` that was found, started once and is new enough. */
export type BdProgram = Readonly<{
  path: string;
  version: string;
  searchPath: string;
  /** A folder of ours for what this version of `bd` takes long to make; without one nothing is kept. */
  cache?: string;
}>;

export type BdSpawn = Readonly<{ verb: string; ms: number; code: number | null }>;

export type BdWorkspace = Readonly<{
  program: BdProgram;
  dir: string;
  actor: string;
  /** For one spawn; default 120 s. */
  timeoutMs?: number;
  /** How long a lock that somebody else has is waited for; default 60 s. */
  lockWaitMs?: number;
  onSpawn?: (spawn: BdSpawn) => void;
}>;

/** Rejects with a TaskStoreError unless `bd` ends with 0; answers its stdout. */
export type RunBd = (args: readonly string[], stdin?: string) => Promise<string>;

/** Callers take turns: embedded Beads has one writer, and side by side spawns are slower than one after another. */
export async function bdRunner(workspace: BdWorkspace): Promise<RunBd> {
  const { program, dir, timeoutMs = 120_000, lockWaitMs = 60_000, onSpawn } = workspace;
  const env = environment(workspace);
  await mkdir(env["HOME"] ?? dir, { recursive: true });
  return async (args, stdin) => {
    const verb = args[0] ?? "";
    const began = performance.now();
    for (let tries = 1; ; tries += 1) {
      const spawned = await spawnGroup(program.path, args, {
        cwd: dir,
        env,
        timeoutMs,
        ...(stdin === undefined ? {} : { stdin }),
      });
      onSpawn?.({ verb, ms: spawned.ms, code: spawned.code });
      if (spawned.code === 0 && !spawned.isTimeout) return spawned.stdout;
      const failure = bdFailure(verb, spawned, timeoutMs);
      if (!isLocked(failure)) throw failure;
      if (performance.now() - began > lockWaitMs) {
        const remedy = `somebody else is using ${dir}: let their bd finish, or end it, then start again`;
        throw new TaskStoreError("retry", `${failure.message}: ${remedy}`);
      }
      // Full jitter, so that two who wait for each other do not meet again.
      await sleep(Math.random() * Math.min(5000, 100 * 2 ** tries));
    }
  };
}

/** All that `bd` gets to see: no tokens, no person's git or Beads settings, no hooks, no telemetry. */
function environment({ program, dir, actor }: BdWorkspace): Record<string, string> {
  return {
    PATH: program.searchPath,
    HOME: join(dir, ".bd-home"),
    BEADS_DIR: join(dir, ".beads"),
    BEADS_ACTOR: actor,
    BD_JSON_ENVELOPE: "1",
    BD_NON_INTERACTIVE: "1",
    BD_NO_HOOKS: "1",
    BD_DISABLE_METRICS: "1",
    BD_NO_PAGER: "1",
    NO_COLOR: "1",
    // It ends before its garbage matters: an eighth of the processor's time, for 40 MB.
    GOGC: "400",
    TZ: "UTC",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: dir,
  };
}
