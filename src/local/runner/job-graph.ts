import { type Scope, asText, evaluate, evaluateCondition, isTruthy } from "./expressions.ts";
import type { Annotation, Conclusion } from "./host.ts";
import type { JobEnd } from "./job.ts";
import type { JobLeg } from "./job-state.ts";
import { isObject, type JsonObject } from "./json.ts";
import { expandMatrix, legSuffix } from "./matrix.ts";
import type { Job, Workflow } from "./workflow.ts";

/** What came of all legs of a job. */
export interface JobSummary {
  result: "success" | "failure" | "cancelled" | "skipped";
  outputs: JsonObject;
}

/** A leg and how it stands to its siblings. */
export interface LegOrder {
  leg: JobLeg;
  /** Aborted, with the reason, when a sibling failed. */
  siblings: AbortSignal;
  /** Whether it shall still run, asked again when its turn comes. */
  wanted: () => boolean;
}

export interface JobGraphPort {
  cancelled: () => boolean;
  runLeg: (order: LegOrder) => Promise<JobEnd["conclusion"] | JobEnd>;
  /** Reports a job that never runs. */
  conclude: (name: string, conclusion: Conclusion, annotations: Annotation[]) => void;
}

/** The jobs of one run in the order of their `needs`. */
export class JobGraph {
  readonly #workflow: Workflow;
  readonly #base: Scope;
  readonly #port: JobGraphPort;
  readonly #jobs = new Map<string, Promise<JobSummary>>();

  /** @param base the scope of what is known of the run: `github`, `inputs`, `vars` */
  constructor(workflow: Workflow, base: Scope, port: JobGraphPort) {
    this.#workflow = workflow;
    this.#base = base;
    this.#port = port;
  }

  /** Runs all jobs; resolves with what came of each. */
  async run(): Promise<JobSummary[]> {
    return Promise.all(Object.keys(this.#workflow.jobs).map((id) => this.#summary(id)));
  }

  #summary(id: string): Promise<JobSummary> {
    const known = this.#jobs.get(id);
    if (known !== undefined) return known;
    const summary = this.#runJob(id);
    this.#jobs.set(id, summary);
    return summary;
  }

  async #runJob(id: string): Promise<JobSummary> {
    const job = this.#workflow.jobs[id];
    if (job === undefined) throw new Error(`${this.#workflow.path}: there is no job ${id}`);
    const needs = await this.#needs(job);
    const ancestors = await Promise.all(this.#ancestors(id).map((one) => this.#summary(one)));
    const scope = this.#scope(needs, ancestors);
    const wanted = (): boolean => evaluateCondition(job.if, scope);
    try {
      if (!wanted()) return this.#never(id, job, this.#port.cancelled() ? "cancelled" : "skipped");
      return await this.#runLegs(id, job, scope, needs, wanted);
    } catch (error) {
      // An expression of the job itself cannot be evaluated: the job fails where it stands in the file.
      const line = this.#workflow.lineOf(["jobs", id]);
      const message = error instanceof Error ? error.message : String(error);
      return this.#never(id, job, "failure", [
        { level: "failure", path: this.#workflow.path, startLine: line, endLine: line, message },
      ]);
    }
  }

  async #runLegs(
    id: string,
    job: Job,
    scope: Scope,
    needs: JsonObject,
    wanted: () => boolean,
  ): Promise<JobSummary> {
    const strategy = evaluate(job.strategy ?? {}, scope);
    if (!isObject(strategy)) throw new Error("strategy: must be a map");
    const matrices = strategy["matrix"] === undefined ? [null] : expandMatrix(strategy["matrix"]);
    if (matrices.length === 0) throw new Error("The matrix does not contain any values");
    const failFast = isTruthy(strategy["fail-fast"] ?? true);
    const parallel = Number(strategy["max-parallel"] ?? matrices.length);
    const siblings = new AbortController();
    const ends: JobEnd[] = [];
    const waiting = matrices.map((matrix, index) => {
      const context = {
        "fail-fast": failFast,
        "job-index": index,
        "job-total": matrices.length,
        "max-parallel": parallel,
      };
      const legScope = { ...scope, contexts: { ...scope.contexts, matrix, strategy: context } };
      const name = legName(id, job, matrix, legScope);
      return { leg: { id, name, definition: job, matrix, strategy: context, needs }, legScope };
    });
    const take = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { leg, legScope } = next;
        const mayFail = isTruthy(evaluate(job["continue-on-error"] ?? false, legScope));
        const ended = await this.#port.runLeg({ leg, siblings: siblings.signal, wanted });
        const end = typeof ended === "string" ? { conclusion: ended, outputs: {} } : ended;
        const forgiven = mayFail && end.conclusion === "failure";
        ends.push(forgiven ? { ...end, conclusion: "success" } : end);
        if (failFast && !forgiven && end.conclusion === "failure" && matrices.length > 1) {
          siblings.abort(`The strategy configuration was canceled because "${leg.name}" failed`);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, Math.min(parallel, matrices.length)) }, take));
    return { result: worst(ends.map(({ conclusion }) => conclusion)), outputs: mergedOutputs(ends) };
  }

  #never(
    id: string,
    job: Job,
    result: "failure" | "cancelled" | "skipped",
    annotations: Annotation[] = [],
  ): JobSummary {
    const name = typeof job.name === "string" && !job.name.includes("${{") ? job.name : id;
    this.#port.conclude(name, result, annotations);
    return { result, outputs: {} };
  }

  async #needs(job: Job): Promise<JsonObject> {
    const entries = (job.needs ?? []).map(async (id) => [id, { ...(await this.#summary(id)) }] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  #ancestors(id: string): string[] {
    const direct = this.#workflow.jobs[id]?.needs ?? [];
    return [...new Set(direct.flatMap((one) => [one, ...this.#ancestors(one)]))];
  }

  /** On GitHub `success()` asks all jobs before this one, not only those it names. */
  #scope(needs: JsonObject, ancestors: JobSummary[]): Scope {
    const cancelled = (): boolean => this.#port.cancelled();
    return {
      contexts: { ...this.#base.contexts, needs },
      functions: {
        success: () => !cancelled() && ancestors.every(({ result }) => result === "success"),
        failure: () => !cancelled() && ancestors.some(({ result }) => result === "failure"),
        cancelled,
        always: () => true,
      },
    };
  }
}

/** A name that does not speak of the matrix itself gets the leg's values behind it. */
function legName(id: string, job: Job, matrix: JsonObject | null, scope: Scope): string {
  const written = asText(job.name ?? id) || id;
  const suffix = matrix === null || written.includes("${{") ? "" : legSuffix(matrix);
  return asText(evaluate(written, scope)) + suffix;
}

function worst(results: JobEnd["conclusion"][]): JobSummary["result"] {
  return (["failure", "cancelled"] as const).find((one) => results.includes(one)) ?? "success";
}

/** Of several legs the last one that gives a value counts. */
function mergedOutputs(ends: JobEnd[]): JsonObject {
  const merged: JsonObject = {};
  for (const { outputs } of ends) {
    for (const [name, value] of Object.entries(outputs))
      if (value !== "" || merged[name] === undefined) merged[name] = value;
  }
  return merged;
}
