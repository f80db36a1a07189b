import type { HubContext } from "../../context.ts";
import { nodeId } from "../../render/node-id.ts";
import { repoUrl } from "../../render/repo.ts";
import type { Workflow } from "../rows.ts";

/** GitHub's `workflow`. */
export function renderWorkflow(ctx: HubContext, workflow: Workflow) {
  const repo = ctx.state.repos.must(workflow.repoId);
  const html = `${ctx.url}/${ctx.fullName(repo)}`;
  const file = workflow.path.split("/").at(-1) ?? workflow.path;
  return {
    id: workflow.id,
    node_id: nodeId("W", workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: "active",
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: workflowUrl(ctx, workflow),
    html_url: `${html}/blob/${repo.defaultBranch}/${workflow.path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(file)}/badge.svg`,
  };
}

export function workflowUrl(ctx: HubContext, workflow: Workflow): string {
  return `${repoUrl(ctx, ctx.state.repos.must(workflow.repoId))}/actions/workflows/${workflow.id}`;
}
