import type { HubContext } from "../context.ts";
import { renderIssue } from "../render/issue.ts";
import { renderPull } from "../render/pull.ts";
import type { Issue } from "../rows.ts";
import type { Author } from "./author.ts";

/** Sends `issues.<action>`, or `pull_request.<action>` when the issue is a pull request's conversation. */
export async function announceIssue(
  ctx: HubContext,
  issue: Issue,
  by: Author,
  action: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  const repo = ctx.state.repos.must(issue.repoId);
  const pull = ctx.state.pulls.get(issue.pullId);
  const payload = pull
    ? { number: issue.number, pull_request: await renderPull(ctx, pull) }
    : { issue: renderIssue(ctx, issue) };
  const name = pull ? "pull_request" : "issues";
  ctx.emit({ name, action, repo, sender: by.user, payload: { ...payload, ...more } });
}
