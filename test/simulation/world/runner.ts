import { zipSync } from "fflate";
import { z } from "zod";
import type { HubContext } from "#src/local/hub/context.ts";
import { HubRunnerHost } from "#src/local/hub/actions/runner-host.ts";
import type { Conclusion, QueuedRun, RunnerHost } from "#src/local/runner/host.ts";
import type { Faults, Random } from "../parts.ts";
import type { Fate } from "./fate.ts";
import type { Pending } from "./pending.ts";
import { runConclusion } from "./run-conclusion.ts";
import type { Spending } from "./spending.ts";
import { callsOf, usdOfCall, workerResult } from "./worker-result.ts";

export type RunnerParts = Readonly<{
  context: HubContext;
  fate: Fate;
  faults: Faults;
  random: Random;
  pending: Pending;
  spending: Spending;
}>;

const minute = 60_000;

/**
 * GitHub's runners: takes what the hub queues, starts it after a while, and hands in what comes of it through the hub's
 * own door. The faults are those of a machine: never started, lost, late by hours, without artifact.
 */
export class SimulatedRunner {
  readonly #parts: RunnerParts;
  readonly #host: RunnerHost;
  /** Runs that no machine works on any more, and what would have come of them. */
  readonly #stuck = new Map<number, () => void>();
  readonly #ended = new Set<number>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#host = new HubRunnerHost(parts.context);
  }

  start(): void {
    this.#host.watch({ queued: (run) => this.#take(run), cancel: (id) => this.#cancel(id) });
  }

  /** The machines are there again: what was stuck goes on. */
  release(): void {
    const { random, pending } = this.#parts;
    for (const [id, go] of this.#stuck) {
      this.#stuck.delete(id);
      pending.later(random.between(1, 5 * minute), go);
    }
  }

  #take(run: QueuedRun): void {
    const { faults, random, pending } = this.#parts;
    const begin = () => this.#begin(run);
    if (faults.strikes("run-never-starts")) return void this.#stuck.set(run.id, begin);
    const wait = faults.strikes("run-queued-long")
      ? random.between(20, 180) * minute
      : random.between(1, 90) * 1000;
    pending.later(wait, begin);
  }

  #begin(run: QueuedRun): void {
    const { fate, faults, random, pending } = this.#parts;
    if (this.#ended.has(run.id)) return;
    this.#host.startRun(run.id);
    const job = this.#host.createJob(run.id, { name: jobName(run), labels: ["ubuntu-latest"] });
    this.#host.startJob(job, "simulated");
    const finish = () => this.#finish(run, job);
    // By its fate it goes on for ever, until somebody cancels it.
    if (isWorker(run) && fate.chance(`run-hangs/${String(run.inputs["key"])}`, faults.plan["run-hangs"]))
      return faults.note("run-hangs");
    if (faults.strikes("run-lost")) return void this.#stuck.set(run.id, finish);
    pending.later(random.between(10, isWorker(run) ? 900 : 240) * 1000, finish);
  }

  #finish(run: QueuedRun, job: number): void {
    if (this.#ended.has(run.id)) return;
    const { faults } = this.#parts;
    if (faults.strikes("run-cancelled")) return this.#end(run.id, job, "cancelled");
    if (isWorker(run)) this.#handIn(run);
    const conclusion = isWorker(run) ? "success" : runConclusion(run, this.#parts);
    if (conclusion === "failure")
      this.#host.appendLog(job, `##[error]it is red\nAssertionError: ${run.headRef}\n`);
    this.#end(run.id, job, conclusion);
  }

  #end(id: number, job: number, conclusion: Conclusion): void {
    this.#ended.add(id);
    this.#host.finishJob(job, { conclusion, summary: "", annotations: [] });
    this.#host.finishRun(id, conclusion);
  }

  #handIn(run: QueuedRun): void {
    const { faults, fate, spending } = this.#parts;
    const inputs = WorkerInputs.parse(run.inputs);
    const { key, task, attempt, scope, policies, guidance } = inputs.briefing;
    const rules = policies.map(({ id }) => id);
    if (rules.length > 0) faults.note("talk/attempts told a rule");
    spending.add(`work ${key}`, callsOf(inputs.briefing, fate) * usdOfCall);
    if (faults.strikes("artifact-missing")) return;
    const files = workerResult(
      { key, task, attempt, owned: scope.owned, base: inputs.base_sha, rules, told: guidance.length },
      {
        fate,
        happened: faults,
        plan: faults.plan,
      },
    );
    const entries = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
    const zip = zipSync(Object.fromEntries(entries), { level: 0 });
    const torn = faults.strikes("artifact-torn") ? zip.subarray(0, zip.length >> 1) : zip;
    this.#host.saveArtifact(run.id, { name: "fractal-report", zip: torn, replace: true });
  }

  #cancel(id: number): void {
    if (this.#ended.has(id)) return;
    this.#ended.add(id);
    this.#stuck.delete(id);
    const { random, pending } = this.#parts;
    pending.later(random.between(1, 10) * 1000, () => this.#host.finishRun(id, "cancelled"));
  }
}

function isWorker(run: QueuedRun): boolean {
  return run.workflow.path.endsWith("/fractal-worker.yml");
}

function jobName(run: QueuedRun): string {
  return isWorker(run) ? "Work" : "test";
}

/** A text that is JSON, as the dispatch carries it. */
const Json = z.string().transform((text): unknown => JSON.parse(text));

const WorkerInputs = z.object({
  base_sha: z.string(),
  briefing: Json.pipe(
    z.object({
      key: z.string(),
      task: z.object({ id: z.string(), title: z.string() }),
      attempt: z.object({ n: z.int(), model: z.string() }),
      scope: z.object({ owned: z.array(z.string()) }),
      policies: z.array(z.object({ id: z.string() })),
      guidance: z.array(z.string()),
    }),
  ),
});
