import type { HubContext } from "../context.ts";
import type { Issue, IssueEvent } from "../rows.ts";
import { timestamp } from "../state.ts";
import type { Author } from "./author.ts";

/** Adds one line to an issue's history (`GET /issues/{n}/events`). */
export function recordEvent(
  ctx: HubContext,
  issue: Issue,
  by: Author,
  event: string,
  more: Partial<Pick<IssueEvent, "commitSha" | "label" | "rename">> = {},
): void {
  ctx.state.issueEvents.put({
    id: ctx.nextId(),
    repoId: issue.repoId,
    issueId: issue.id,
    event,
    actorId: by.user.id,
    viaApp: by.viaApp,
    commitSha: null,
    label: null,
    rename: null,
    createdAt: timestamp(),
    ...more,
  });
}
