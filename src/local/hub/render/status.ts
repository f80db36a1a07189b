import type { HubContext } from "../context.ts";
import type { Status } from "../rows.ts";
import { nodeId } from "./node-id.ts";
import { repoUrl } from "./repo.ts";
import { renderUser } from "./user.ts";

/** GitHub's `status`. */
export function renderStatus(ctx: HubContext, status: Status) {
  const creator = renderUser(ctx, ctx.state.users.must(status.creatorId));
  return {
    id: status.id,
    node_id: nodeId("SC", status.id),
    url: `${repoUrl(ctx, ctx.state.repos.must(status.repoId))}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator,
  };
}
