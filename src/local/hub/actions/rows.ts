import type { CheckConclusion, CheckStatus } from "../rows.ts";

export type Workflow = { id: number; repoId: number; path: string; name: string; createdAt: string };

export type WorkflowRun = {
  id: number;
  repoId: number;
  workflowId: number;
  suiteId: number;
  number: number;
  attempt: number;
  /** `run-name` where the workflow has one. */
  title: string;
  event: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  headBranch: string | null;
  headSha: string;
  /** The pull request it is for. */
  pullId: number | null;
  actorId: number;
  createdAt: string;
  startedAt: string;
  updatedAt: string;
};

export type JobStep = {
  number: number;
  name: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string | null;
  completedAt: string | null;
};

/** A job has the id of its check run, as on GitHub; status, conclusion and times are in the check run. */
export type WorkflowJob = {
  id: number;
  runId: number;
  labels: string[];
  runnerName: string | null;
  createdAt: string;
  steps: JobStep[];
};

export type Artifact = {
  id: number;
  runId: number;
  name: string;
  size: number;
  /** `sha256:<hex>` of the zip. */
  digest: string;
  createdAt: string;
  expiresAt: string;
};
