import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import PQueue from "p-queue";
import { ConcurrencyGroups } from "./concurrency-groups.ts";
import type { QueuedRun, RunnerHost } from "./host.ts";
import { killOrphans } from "./orphans.ts";
import { executeRun, type RunControl, type RunnerShared } from "./run.ts";

export interface RunnerOptions {
  host: RunnerHost;
  /** The runner's own: what it finds there is left over from an earlier one and deleted. */
  workDir: string;
  /** `owner/repo` of a remote action → the local directory that stands for it. */
  actions?: { [repository: string]: string };
  /** How many jobs run at once; 4 when left out. */
  concurrency?: number;
  /** Runs JavaScript actions; this process's own node when left out. */
  node?: string;
  /** The `PATH` of every step; the node's directory and the system's when left out. */
  path?: string;
  /** What steps see of this machine's environment besides, e.g. `HTTPS_PROXY`; nothing when left out. */
  env?: { [name: string]: string };
  log?: (line: string) => void;
}

export interface Runner {
  /** Resolves when no run is queued or in progress. */
  idle(): Promise<void>;
  /** Ends all jobs at once, reported as cancelled; runs that have not begun stay queued. Nothing is alive when it resolves. */
  stop(): Promise<void>;
}

/** Takes the host's queued runs and executes their workflows on this machine, until it is stopped. */
export function startRunner(options: RunnerOptions): Runner {
  const shared = sharedParts(options);
  const log = options.log ?? (() => {});
  const active = new Map<number, { control: RunControl; done: Promise<void> }>();

  const start = (run: QueuedRun): void => {
    const control: RunControl = {
      cancel: new AbortController(),
      kill: new AbortController(),
      stopping: false,
    };
    log(`run ${run.id}: ${run.workflow.path} on ${run.event.name}`);
    const failed = (error: unknown): void => {
      // A fault of the runner itself: the run must not hang for it, and the fault must be seen.
      log(
        `run ${run.id}: the runner failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      options.host.finishRun(run.id, "failure");
    };
    // Not even that could be written: the host finds the run unfinished when it starts again.
    const lost = (error: unknown): void =>
      log(`run ${run.id}: its end could not be reported: ${String(error)}`);
    const done = executeRun(shared, run, control)
      .catch(failed)
      .catch(lost)
      .finally(() => active.delete(run.id));
    active.set(run.id, { control, done });
  };
  const cancel = (runId: number, force: boolean): void => {
    const control = active.get(runId)?.control;
    control?.cancel.abort("The run was canceled.");
    if (force) control?.kill.abort();
  };
  const unwatch = options.host.watch({ queued: start, cancel });
  // A process that ends without stopping its runner takes its jobs with it all the same.
  const killAll = (): void => {
    for (const groups of shared.setup.live) groups.end();
    killOrphans(shared.setup.trackingPrefix);
  };
  process.once("exit", killAll);

  const idle = async (): Promise<void> => {
    while (active.size > 0) await Promise.all([...active.values()].map(({ done }) => done));
  };
  const stop = async (): Promise<void> => {
    unwatch();
    for (const { control } of active.values()) {
      control.stopping = true;
      control.cancel.abort("The runner has received a shutdown signal: it was stopped while this job ran.");
      control.kill.abort();
    }
    await idle();
    process.off("exit", killAll);
  };
  return { idle, stop };
}

function sharedParts(options: RunnerOptions): RunnerShared {
  const workDir = resolve(options.workDir);
  const key = createHash("sha256").update(workDir).digest("hex").slice(0, 12);
  const trackingPrefix = `github_${key}_`;
  // A runner that was killed could not clean up after itself.
  killOrphans(trackingPrefix);
  rmSync(join(workDir, "jobs"), { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(workDir, { recursive: true });
  const node = options.node ?? process.execPath;
  // GitHub does not tell the names of repositories apart by case.
  const named = Object.entries(options.actions ?? {}).map(([name, dir]) => [
    name.toLowerCase(),
    resolve(dir),
  ]);
  const actions: { [repository: string]: string } = Object.fromEntries(named);
  const { host, env = {}, path = `${dirname(node)}:/usr/local/bin:/usr/bin:/bin` } = options;
  return {
    setup: { host, workDir, actions, node, path, env, trackingPrefix, live: new Set() },
    groups: new ConcurrencyGroups(),
    slots: new PQueue({ concurrency: options.concurrency ?? 4 }),
  };
}
