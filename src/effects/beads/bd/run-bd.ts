import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TaskStoreError } from "../task-store-error.ts";
import { bdFailure } from "./bd-failure.ts";
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
  /** Default 120 s. */
  timeoutMs?: number;
  onSpawn?: (spawn: BdSpawn) => void;
}>;

/** Rejects with a TaskStoreError unless `bd` ends with 0; answers its stdout. */
export type RunBd = (args: readonly string[], stdin?: string) => Promise<string>;

const isLocked =
  /database is locked|exclusive lock|another process|lock(ed)? (wait )?time(d )?out|resource temporarily unavailable/i;
const lockTries = 5;

/** Callers take turns: embedded Beads has one writer, and side by side spawns are slower than one after another. */
export async function bdRunner(workspace: BdWorkspace): Promise<RunBd> {
  const { program, dir, timeoutMs = 120_000, onSpawn } = workspace;
  const env = environment(workspace);
  await mkdir(env["HOME"] ?? dir, { recursive: true });
  return async (args, stdin) => {
    const verb = args[0] ?? "";
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
      if (!isLocked.test(failure.message)) throw failure;
      if (tries === lockTries)
        throw new TaskStoreError("retry", `${failure.message}: is somebody else using ${dir}?`);
      await sleep(100 * 2 ** tries);
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
    TZ: "UTC",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: dir,
  };
}
