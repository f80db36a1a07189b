import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Briefing } from "#src/core/briefing.ts";
import type { AttemptResult } from "#src/core/report.ts";
import { writeArtifact } from "./artifact.ts";
import { childEnvironment } from "./child-environment.ts";
import { loop } from "./loop.ts";
import { collectPatch } from "./patch.ts";
import { takeSnapshot } from "./snapshot.ts";
import { type LoopDoor, scopeOf, type WorkerContext } from "./worker-context.ts";

export type WorkerJob = Readonly<
  Omit<LoopDoor, "pause"> & {
    briefing: Briefing;
    /** The commit that is checked out in `workspace`. */
    baseSha: string;
    workspace: string;
    /** Where the artifact is written. Must lie outside the workspace. */
    artifact: string;
    /** The door's environment; commands get an allow-list of it. */
    env: Readonly<Record<string, string | undefined>>;
    /** Exact values that must not leave the job: the model key. */
    known: readonly string[];
    signal?: AbortSignal;
    pause?: LoopDoor["pause"];
  }
>;

/**
 * Runs one attempt: prepare, loop, report. Answers with what it wrote as `report.json`, whatever came of the attempt; throws only when there is
 * nothing to report on (no checkout of the base commit).
 */
export async function runAttempt(job: WorkerJob): Promise<AttemptResult> {
  const { briefing, baseSha } = job;
  const startedAt = new Date();
  const scratch = await mkdtemp(join(tmpdir(), "fractal-worker-"));
  try {
    const context = await prepare(job, scratch, startedAt.getTime());
    const end = await loop(context, { ...job, pause: job.pause ?? ((ms) => sleep(ms)) });
    const patch = await collectPatch(context.snapshot, context.scope);
    // A link or a submodule has no content to hand in; `submit` refuses it, so that only unfinished work can hold one.
    const [whole, links] = partition(
      patch.files,
      ({ file, content }) => content !== undefined || file.status === "deleted",
    );
    const leftOut = [...patch.leftOut, ...links.map(({ file }) => file.path)];
    const { usage, ...outcome } = end;
    const result: AttemptResult = {
      v: 1,
      key: briefing.key,
      task: briefing.task.id,
      attempt: briefing.attempt.n,
      model: briefing.attempt.model,
      ...outcome,
      usage,
      patch: { base: baseSha, files: whole.map(({ file }) => file) },
      startedAt: startedAt.toISOString(),
      endedAt: new Date().toISOString(),
    };
    traceEnd(job, result, leftOut);
    await writeArtifact(job.artifact, result, whole, job.known);
    return result;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function prepare(job: WorkerJob, scratch: string, started: number): Promise<WorkerContext> {
  const { briefing, baseSha, env, known, signal } = job;
  const workspace = await realpath(job.workspace);
  const home = join(scratch, "home");
  await mkdir(home);
  const childEnv = childEnvironment(env, home);
  const snapshot = await takeSnapshot({ workspace, base: baseSha, scratch, env: childEnv });
  return {
    briefing,
    workspace,
    snapshot,
    scope: scopeOf(briefing),
    childEnv,
    known,
    signal,
    remainingMs: () => started + briefing.limits.wallMs - Date.now(),
    testsRun: [],
    green: false,
    nudged: false,
  };
}

function partition<Item>(items: readonly Item[], holds: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter((item) => holds(item)), items.filter((item) => !holds(item))];
}

function traceEnd({ trace, briefing }: WorkerJob, result: AttemptResult, leftOut: readonly string[]): void {
  trace.write({
    root: briefing.root,
    task: briefing.task.id,
    attempt: briefing.attempt.n,
    key: briefing.key,
    type: "validation",
    attrs: {
      subject: "attempt",
      verdict: result.outcome === "submitted" ? "passed" : "failed",
      outcome: result.outcome,
      ...(result.reason !== undefined && { detail: result.reason }),
      leftOut: leftOut.slice(0, 50),
    },
  });
}
