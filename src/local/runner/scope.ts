import type { Scope } from "./expressions.ts";
import { runnerContext } from "./github-context.ts";
import { hashFiles } from "./hash-files.ts";
import type { Frame } from "./job-state.ts";
import type { JsonObject } from "./json.ts";

/** What a step's expressions may read, given its `env` context. */
export function stepScope(frame: Frame, env: { [name: string]: string }, name = ""): Scope {
  const { job } = frame;
  return {
    contexts: {
      github: stepGithub(frame, name),
      inputs: frame.inputs,
      env,
      vars: job.vars,
      // A composite action cannot read secrets, only what it is given.
      secrets: frame.action === undefined ? job.secrets : {},
      needs: job.leg.needs,
      strategy: job.leg.strategy,
      matrix: job.leg.matrix,
      steps: Object.fromEntries(Object.entries(frame.steps).map(([id, result]) => [id, { ...result }])),
      job: { status: job.cancel.signal.aborted ? "cancelled" : frame.status, check_run_id: job.id },
      runner: runnerContext(job.dirs),
    },
    functions: {
      ...statusFunctions(job.cancel.signal.aborted ? "cancelled" : frame.status),
      hashFiles: (...patterns) => hashFiles(job.dirs.workspace, patterns),
    },
  };
}

/** The `github` context of one step. */
export function stepGithub(frame: Frame, name: string): JsonObject {
  const { action, job } = frame;
  return {
    ...job.github,
    action: name,
    ...(action && { action_path: action.path, action_repository: action.repository, action_ref: action.ref }),
  };
}

export function statusFunctions(status: "success" | "failure" | "cancelled"): Scope["functions"] {
  return {
    success: () => status === "success",
    failure: () => status === "failure",
    cancelled: () => status === "cancelled",
    always: () => true,
  };
}
