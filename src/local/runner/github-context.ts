import { join } from "node:path";
import type { QueuedRun } from "./host.ts";
import type { JsonObject } from "./json.ts";
import { asText } from "./expressions.ts";

/** The `github` context as far as a run alone determines it. Source: docs.github.com, "Contexts reference". */
export function githubContext(run: QueuedRun, workflowName: string): JsonObject {
  const [owner = ""] = run.repository.fullName.split("/");
  const tag = run.ref.startsWith("refs/tags/");
  const workflowRef = `${run.repository.fullName}/${run.workflow.path}@${run.ref}`;
  return {
    actor: run.actor.login,
    actor_id: String(run.actor.id),
    api_url: run.urls.api,
    base_ref: run.baseRef,
    event: run.event.payload,
    event_name: run.event.name,
    graphql_url: run.urls.graphql,
    head_ref: run.headRef,
    ref: run.ref,
    ref_name: run.ref.replace(/^refs\/(heads|tags|pull)\//, ""),
    ref_protected: false,
    ref_type: tag ? "tag" : "branch",
    repository: run.repository.fullName,
    repository_id: String(run.repository.id),
    repository_owner: owner,
    repository_owner_id: String(run.repository.ownerId),
    repositoryUrl: `${run.urls.server}/${run.repository.fullName}.git`,
    retention_days: "90",
    run_attempt: String(run.attempt),
    run_id: String(run.id),
    run_number: String(run.number),
    secret_source: "Actions",
    server_url: run.urls.server,
    sha: run.sha,
    triggering_actor: run.actor.login,
    workflow: workflowName,
    workflow_ref: workflowRef,
    workflow_sha: run.sha,
  };
}

/** The `GITHUB_*` variables of a step: the plain values of its `github` context. */
export function githubVariables(github: JsonObject): { [name: string]: string } {
  const hidden = new Set(["event", "token", "repositoryUrl", "secret_source"]);
  const pairs = Object.entries(github).filter(([name]) => !hidden.has(name));
  return {
    GITHUB_ACTIONS: "true",
    ...Object.fromEntries(pairs.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, asText(value)])),
  };
}

/** The `runner` context; the same values are the `RUNNER_*` variables. */
export function runnerContext(dirs: { root: string; temp: string; toolCache: string }): JsonObject {
  const os: { [platform: string]: string } = { linux: "Linux", darwin: "macOS", win32: "Windows" };
  return {
    name: RUNNER_NAME,
    os: os[process.platform] ?? process.platform,
    arch: process.arch.toUpperCase(),
    environment: "self-hosted",
    temp: dirs.temp,
    tool_cache: dirs.toolCache,
    workspace: join(dirs.root, "work"),
  };
}

export const RUNNER_NAME = "local";
