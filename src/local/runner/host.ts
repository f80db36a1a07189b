import type { JsonObject } from "./json.ts";

/** A run that waits for a runner, with all that its jobs need to know of it. */
export interface QueuedRun {
  id: number;
  /** Counts the runs of one workflow, from 1. */
  number: number;
  attempt: number;
  repository: { id: number; fullName: string; ownerId: number };
  /** `content` is the file as it is at the run's commit. */
  workflow: { path: string; content: string };
  event: { name: string; payload: JsonObject };
  /** What `github.sha` and `github.ref` say; for a pull request its merge commit and `refs/pull/<n>/merge`. */
  sha: string;
  ref: string;
  /** The branches of a pull request, else empty. */
  headRef: string;
  baseRef: string;
  actor: { id: number; login: string };
  inputs: JsonObject;
  urls: { server: string; api: string; graphql: string };
}

export type Conclusion = "success" | "failure" | "cancelled" | "skipped" | "startup_failure";

/** One line of a job's list of steps, as GitHub's API shows it. */
export interface StepRecord {
  number: number;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
}

/** `path` is relative to the repository; lines count from 1. */
export interface Annotation {
  level: "notice" | "warning" | "failure";
  path: string;
  startLine: number;
  endLine: number;
  startColumn?: number;
  endColumn?: number;
  title?: string;
  message: string;
}

export type JobPermissions = { [scope: string]: "read" | "write" | "none" } | "read-all" | "write-all";

export interface NewJob {
  name: string;
  labels: string[];
}

export interface JobResult {
  conclusion: Conclusion;
  /** Markdown that the steps wrote to `GITHUB_STEP_SUMMARY`. */
  summary: string;
  annotations: Annotation[];
}

export interface StoredArtifact {
  id: number;
  name: string;
  /** Of the zip, in bytes. */
  size: number;
  /** `sha256:<hex>` of the zip. */
  digest: string;
  url: string;
}

export interface HostWatcher {
  /** Called for every run that already waits, then for each new one. */
  queued(run: QueuedRun): void;
  /** A person asked for it; `force` ends also what runs on `always()`. */
  cancel(runId: number, force: boolean): void;
}

/**
 * What the runner needs of the place its runs come from. Runs and jobs are named by the host's ids. Everything reported is durable, and
 * visible to whoever asks the host, when the call returns.
 */
export interface RunnerHost {
  /** Answers with the function that ends the watching. */
  watch(watcher: HostWatcher): () => void;
  secrets(run: QueuedRun): { [name: string]: string };
  variables(run: QueuedRun): { [name: string]: string };
  /** `undefined` means what the repository grants by default. */
  jobToken(run: QueuedRun, permissions: JobPermissions | undefined): string;
  revokeToken(token: string): void;

  startRun(runId: number): void;
  finishRun(runId: number, conclusion: Conclusion): void;

  createJob(runId: number, job: NewJob): number;
  startJob(jobId: number, runnerName: string): void;
  updateSteps(jobId: number, steps: StepRecord[]): void;
  appendLog(jobId: number, text: string): void;
  finishJob(jobId: number, result: JobResult): void;

  listArtifacts(runId: number): StoredArtifact[];
  /** Refuses a name that the run already has, unless told to replace it. */
  saveArtifact(
    runId: number,
    artifact: { name: string; zip: Uint8Array; replace: boolean; days?: number },
  ): StoredArtifact;
  readArtifact(artifactId: number): Uint8Array;
}
