import type { QueuedRun } from "#src/local/runner/host.ts";
import type { HubContext } from "../context.ts";
import type { Repo, User } from "../rows.ts";
import type { RunFacts } from "./store.ts";

/** A run as the runner takes it. */
export function queuedRun(
  ctx: HubContext,
  repo: Repo,
  run: { id: number; number: number; attempt: number; event: string; actor: User },
  facts: RunFacts,
): QueuedRun {
  return {
    id: run.id,
    number: run.number,
    attempt: run.attempt,
    repository: { id: repo.id, fullName: ctx.fullName(repo), ownerId: repo.ownerId },
    workflow: { path: facts.path, content: facts.workflow },
    event: { name: run.event, payload: facts.payload },
    sha: facts.sha,
    ref: facts.ref,
    headRef: facts.headRef,
    baseRef: facts.baseRef,
    actor: { id: run.actor.id, login: run.actor.login },
    inputs: facts.inputs,
    urls: { server: ctx.url, api: ctx.url, graphql: `${ctx.url}/graphql` },
  };
}
