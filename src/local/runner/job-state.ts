import type { Scope } from "./expressions.ts";
import type { Annotation, QueuedRun, RunnerHost } from "./host.ts";
import type { JobLog } from "./job-log.ts";
import type { Json, JsonObject } from "./json.ts";
import type { ProcessGroups } from "./process.ts";
import type { Defaults, Job, Step, Workflow } from "./workflow.ts";

/** What every job of a runner shares. */
export interface RunnerSetup {
  host: RunnerHost;
  /** Everything a job writes goes below this directory and is deleted with it. */
  workDir: string;
  /** `owner/repo` of a remote action → the local directory that stands for it. */
  actions: { [repository: string]: string };
  /** The node that runs JavaScript actions. */
  node: string;
  /** The `PATH` of every step. */
  path: string;
  /** What steps see of this machine besides, e.g. a proxy. */
  env: { [name: string]: string };
  /** Begins the tracking id of every process of this runner. */
  trackingPrefix: string;
  /** The processes of the jobs that run now. */
  live: Set<ProcessGroups>;
}

/** One leg of a job, ready to run. */
export interface JobLeg {
  /** The key under `jobs:`. */
  id: string;
  name: string;
  definition: Job;
  matrix: JsonObject | null;
  strategy: JsonObject;
  /** The `needs` context. */
  needs: JsonObject;
}

export interface JobDirs {
  root: string;
  workspace: string;
  temp: string;
  toolCache: string;
  home: string;
}

/** What is known of a job while it runs; steps change it. */
export interface JobState {
  setup: RunnerSetup;
  run: QueuedRun;
  workflow: Workflow;
  leg: JobLeg;
  /** The host's id. */
  id: number;
  dirs: JobDirs;
  log: JobLog;
  groups: ProcessGroups;
  trackingId: string;
  token: string;
  secrets: { [name: string]: string };
  vars: { [name: string]: string };
  /** The `github` context without what depends on the step. */
  github: JsonObject;
  /** Workflow's and job's `env:`, and what steps wrote to `GITHUB_ENV`. */
  env: { [name: string]: string };
  /** What steps wrote to `GITHUB_PATH`, latest first. */
  path: string[];
  annotations: Annotation[];
  summaries: string[];
  /** What runs when the steps are done, in the reverse of this order. */
  posts: PostStep[];
  /** Aborted when the job is cancelled or takes too long; steps on `always()` still run. */
  cancel: AbortController;
  /** Aborted when nothing at all may run any more. */
  kill: AbortController;
}

/** The steps of a job, or of a composite action inside it: what `steps`, `inputs` and the status functions speak of. */
export interface Frame {
  job: JobState;
  inputs: JsonObject;
  steps: { [id: string]: StepResult };
  /** The `env:` of the steps around it; the job's is in the job. */
  env: { [name: string]: string };
  defaults: (Defaults | null | undefined)[];
  /** The composite action's directory. */
  action?: { name: string; path: string; repository: string; ref: string };
  status: "success" | "failure";
}

export type Outcome = "success" | "failure" | "cancelled" | "skipped";

export interface StepResult {
  /** Before and after `continue-on-error`. */
  outcome: Outcome;
  conclusion: Outcome;
  outputs: { [name: string]: string };
}

export interface PostStep {
  name: string;
  condition: Json | undefined;
  frame: Frame;
  run: (call: StepCall) => Promise<void>;
}

/** One step while it runs. Whoever runs it throws a `StepFailure` when it fails. */
export interface StepCall {
  frame: Frame;
  job: JobState;
  /** `github.action`. */
  name: string;
  scope: Scope;
  /** The `env` context, the step's own `env:` included. */
  env: { [name: string]: string };
  /** The part of it that does not come from the job. */
  own: { [name: string]: string };
  signal: AbortSignal;
  outputs: { [name: string]: string };
  /** What the main part of an action leaves for its post part. */
  state: { [name: string]: string };
}

/** A step failed for a reason that belongs into its log. */
export class StepFailure extends Error {}

/** A composite action failed because a step of it did, which has said why already. */
export class StepFailedInside extends Error {}

/** Runs the steps of a composite action. */
export type RunSteps = (frame: Frame, steps: readonly Step[], within: AbortSignal) => Promise<void>;
