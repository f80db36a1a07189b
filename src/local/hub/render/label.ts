import type { HubContext } from "../context.ts";
import type { Label } from "../rows.ts";
import { nodeId } from "./node-id.ts";
import { repoUrl } from "./repo.ts";

/** GitHub's `label`. */
export function renderLabel(ctx: HubContext, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: `${repoUrl(ctx, ctx.state.repos.must(label.repoId))}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}
