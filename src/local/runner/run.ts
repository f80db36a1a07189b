import type PQueue from "p-queue";
import type { ConcurrencyGroups } from "./concurrency-groups.ts";
import { asText, evaluate, isTruthy, type Scope } from "./expressions.ts";
import { githubContext } from "./github-context.ts";
import type { Annotation, Conclusion, QueuedRun } from "./host.ts";
import { type JobEnd, runJob } from "./job.ts";
import { JobGraph, type JobSummary, type LegOrder } from "./job-graph.ts";
import type { RunnerSetup } from "./job-state.ts";
import { isObject, type Json } from "./json.ts";
import { findUnsupported, labelsOf, unsupportedLabels } from "./supported.ts";
import { readWorkflow, type Workflow } from "./workflow.ts";

/** What all runs of a runner share. */
export interface RunnerShared {
  setup: RunnerSetup;
  groups: ConcurrencyGroups;
  /** As many jobs run at once as it lets through. */
  slots: PQueue;
}

/** How a run is ended from outside. The reason of `cancel` is what people read. */
export interface RunControl {
  cancel: AbortController;
  kill: AbortController;
  /** The runner itself ends: what has not begun stays queued. */
  stopping: boolean;
}

/** Executes one run to its end and reports all of it. */
export async function executeRun(shared: RunnerShared, run: QueuedRun, control: RunControl): Promise<void> {
  await new RunExecution(shared, run, control).execute();
}

class RunExecution {
  readonly #shared: RunnerShared;
  readonly #run: QueuedRun;
  readonly #control: RunControl;
  #begun = false;

  constructor(shared: RunnerShared, run: QueuedRun, control: RunControl) {
    this.#shared = shared;
    this.#run = run;
    this.#control = control;
  }

  async execute(): Promise<void> {
    const { path, content } = this.#run.workflow;
    const read = await readWorkflow(path, content);
    if (!read.ok) {
      const annotations = read.errors.map(({ line, message }) =>
        problem(path, line, `Invalid workflow file: ${message}`),
      );
      this.#conclude(path, "failure", annotations);
      return this.#finish("startup_failure");
    }
    const scope = this.#scope(read.workflow);
    const leave = await this.#enter(read.workflow.concurrency, scope);
    if (leave === undefined) return this.#finish("cancelled");
    const conclusion = await this.#runJobs(read.workflow, scope);
    leave();
    this.#finish(conclusion);
  }

  async #runJobs(workflow: Workflow, scope: Scope): Promise<Conclusion> {
    const unsupported = findUnsupported(workflow, scope, this.#shared.setup.actions);
    for (const job of new Set(unsupported.map((one) => one.job))) {
      const own = unsupported.filter((one) => one.job === job);
      this.#conclude(
        job,
        "failure",
        own.map(({ line, message }) => problem(workflow.path, line, message)),
      );
    }
    if (unsupported.length > 0) return "failure";
    const graph = new JobGraph(workflow, scope, {
      cancelled: () => this.#control.cancel.signal.aborted,
      runLeg: (order) => this.#runLeg(workflow, scope, order),
      conclude: (name, conclusion, annotations) => this.#conclude(name, conclusion, annotations),
    });
    return this.#overall(await graph.run());
  }

  /** Waits for the job's concurrency group and for a free slot, then runs it. */
  async #runLeg(
    workflow: Workflow,
    scope: Scope,
    { leg, siblings, wanted }: LegOrder,
  ): Promise<JobEnd["conclusion"] | JobEnd> {
    const { setup, slots } = this.#shared;
    const { matrix, strategy, needs, definition } = leg;
    const legScope = { ...scope, contexts: { ...scope.contexts, matrix, strategy, needs } };
    const labels = labelsOf(evaluate(definition["runs-on"] ?? "", legScope));
    const refused = unsupportedLabels(labels);
    if (refused !== undefined) {
      this.#conclude(leg.name, "failure", [
        problem(workflow.path, workflow.lineOf(["jobs", leg.id, "runs-on"]), refused),
      ]);
      return "failure";
    }
    const id = setup.host.createJob(this.#run.id, { name: leg.name, labels });
    const cancel = linked(siblings, this.#control.cancel.signal);
    const leave = await this.#enter(definition.concurrency, legScope, cancel);
    const end = await slots.add(async () => {
      const halted = leave === undefined || siblings.aborted || this.#control.kill.signal.aborted;
      if (halted || !wanted()) return this.#neverRan(id, cancel.signal);
      this.#begin();
      return runJob({
        setup,
        run: this.#run,
        workflow,
        leg,
        id,
        cancel,
        kill: linked(this.#control.kill.signal),
      });
    });
    leave?.();
    return end;
  }

  #neverRan(id: number, signal: AbortSignal): "cancelled" {
    if (this.#abandoned()) return "cancelled";
    const reason =
      typeof signal.reason === "string" ? signal.reason : "The job was canceled before it started.";
    this.#shared.setup.host.finishJob(id, {
      conclusion: "cancelled",
      summary: "",
      annotations: [problem(".github", 1, reason)],
    });
    return "cancelled";
  }

  /** Enters a concurrency group, if there is one. Nothing comes back when a newer run took the place. */
  async #enter(
    value: Json | undefined,
    scope: Scope,
    cancel = this.#control.cancel,
  ): Promise<(() => void) | undefined> {
    if (value === undefined) return () => {};
    const evaluated = evaluate(value, scope);
    const setting = isObject(evaluated) ? evaluated : { group: evaluated };
    const group = asText(setting["group"] ?? "");
    if (group === "") return () => {};
    const reason = `Canceling since a higher priority waiting request for '${group}' exists`;
    const leave = await this.#shared.groups.enter({
      group: `${this.#run.repository.id}/${group}`,
      cancelInProgress: isTruthy(setting["cancel-in-progress"] ?? false),
      cancel: () => cancel.abort(reason),
      signal: AbortSignal.any([cancel.signal, this.#control.cancel.signal]),
    });
    if (leave === undefined && !cancel.signal.aborted) cancel.abort(reason);
    return leave;
  }

  #begin(): void {
    if (!this.#begun) this.#shared.setup.host.startRun(this.#run.id);
    this.#begun = true;
  }

  #conclude(name: string, conclusion: Conclusion, annotations: Annotation[]): void {
    const { host } = this.#shared.setup;
    if (this.#abandoned()) return;
    this.#begin();
    const id = host.createJob(this.#run.id, { name, labels: [] });
    const now = new Date().toISOString();
    for (const { path, startLine, message } of annotations)
      host.appendLog(id, `${now} ##[error]${path}:${startLine}: ${message}\n`);
    host.finishJob(id, { conclusion, summary: "", annotations });
  }

  #finish(conclusion: Conclusion): void {
    if (!this.#abandoned()) this.#shared.setup.host.finishRun(this.#run.id, conclusion);
  }

  #abandoned(): boolean {
    return this.#control.stopping && !this.#begun;
  }

  #overall(jobs: JobSummary[]): Conclusion {
    const results = new Set(jobs.map(({ result }) => result));
    if (this.#control.cancel.signal.aborted) return "cancelled";
    if (results.has("failure")) return "failure";
    if (results.has("cancelled")) return "cancelled";
    return results.has("success") ? "success" : "skipped";
  }

  /** What is known of a run before any job runs. */
  #scope(workflow: Workflow): Scope {
    const github = githubContext(this.#run, workflow.name ?? workflow.path);
    const { inputs } = this.#run;
    return {
      contexts: { github, inputs, vars: this.#shared.setup.host.variables(this.#run) },
      functions: { success: () => true, always: () => true },
    };
  }
}

function problem(path: string, line: number, message: string): Annotation {
  return { level: "failure", path, startLine: line, endLine: line, message };
}

/** A controller that is aborted, with the reason, when one of the signals is; those that already are do not count. */
function linked(...signals: AbortSignal[]): AbortController {
  const controller = new AbortController();
  for (const signal of signals)
    signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  return controller;
}
