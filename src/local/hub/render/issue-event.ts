import type { HubContext } from "../context.ts";
import type { IssueEvent } from "../rows.ts";
import { renderApp } from "./installation.ts";
import { nodeId } from "./node-id.ts";
import { repoUrl } from "./repo.ts";
import { renderUserId } from "./user.ts";

/** GitHub's `issue-event`: one line of an issue's history. */
export function renderIssueEvent(ctx: HubContext, event: IssueEvent) {
  const api = repoUrl(ctx, ctx.state.repos.must(event.repoId));
  return {
    id: event.id,
    node_id: nodeId("IssueEvent", event.id),
    url: `${api}/issues/events/${event.id}`,
    actor: renderUserId(ctx, event.actorId),
    event: event.event,
    commit_id: event.commitSha,
    commit_url: event.commitSha ? `${api}/commits/${event.commitSha}` : null,
    created_at: event.createdAt,
    performed_via_github_app: event.viaApp ? renderApp(ctx) : null,
    ...(event.label ? { label: event.label } : {}),
    ...(event.rename ? { rename: event.rename } : {}),
  };
}
