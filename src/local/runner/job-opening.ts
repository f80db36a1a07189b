import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { githubContext } from "./github-context.ts";
import type { JobPermissions, QueuedRun } from "./host.ts";
import { makeJobDirs } from "./job-dirs.ts";
import { JobLog } from "./job-log.ts";
import type { JobLeg, JobState, RunnerSetup } from "./job-state.ts";
import { isObject, type Json } from "./json.ts";
import { Masks } from "./mask.ts";
import { ProcessGroups } from "./process.ts";
import type { Workflow } from "./workflow.ts";

/** A leg that shall run now, under the id that the host gave it. */
export interface JobOrder {
  setup: RunnerSetup;
  run: QueuedRun;
  workflow: Workflow;
  leg: JobLeg;
  id: number;
  cancel: AbortController;
  kill: AbortController;
}

/** Gives a job its directories, token, secrets and contexts. */
export function openJob(order: JobOrder): JobState {
  const { setup, run, workflow, leg, id } = order;
  const { host } = setup;
  const dirs = makeJobDirs(setup.workDir, id, run.repository.fullName);
  const token = host.jobToken(run, permissionsOf(leg.definition.permissions ?? workflow.permissions));
  const secrets = { ...host.secrets(run), GITHUB_TOKEN: token };
  const masks = new Masks();
  for (const secret of Object.values(secrets)) masks.add(secret);
  const eventPath = join(dirs.temp, "_github_workflow", "event.json");
  makeEventFile(eventPath, run);
  const groups = new ProcessGroups();
  setup.live.add(groups);
  return {
    ...order,
    dirs,
    token,
    secrets,
    vars: host.variables(run),
    log: new JobLog(masks, (text) => host.appendLog(id, text)),
    groups,
    trackingId: `${setup.trackingPrefix}${id}_`,
    github: {
      ...githubContext(run, workflow.name ?? run.workflow.path),
      event_path: eventPath,
      job: leg.id,
      token,
      workspace: dirs.workspace,
    },
    env: {},
    path: [],
    annotations: [],
    summaries: [],
    posts: [],
  };
}

function makeEventFile(path: string, run: QueuedRun): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(run.event.payload, undefined, 2));
}

/** `permissions:` as GitHub reads it: what a map does not name is denied. */
function permissionsOf(value: Json | undefined): JobPermissions | undefined {
  if (value === "read-all" || value === "write-all") return value;
  if (!isObject(value)) return undefined;
  const known = Object.entries(value).filter(([, level]) => level === "read" || level === "write");
  return Object.fromEntries(known.map(([scope, level]) => [scope, level === "write" ? "write" : "read"]));
}
