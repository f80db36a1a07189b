import type { HubContext } from "../../context.ts";
import { nodeId } from "../../render/node-id.ts";
import { repoUrl } from "../../render/repo.ts";
import type { Artifact } from "../rows.ts";

/** GitHub's `artifact`. */
export function renderArtifact(ctx: HubContext, artifact: Artifact) {
  const run = ctx.state.workflowRuns.must(artifact.runId);
  const url = `${repoUrl(ctx, ctx.state.repos.must(run.repoId))}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: nodeId("A", artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired(artifact),
    digest: artifact.digest,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run: {
      id: run.id,
      repository_id: run.repoId,
      head_repository_id: run.repoId,
      head_branch: run.headBranch ?? "",
      head_sha: run.headSha,
    },
  };
}

export const isExpired = (artifact: Artifact): boolean => Date.parse(artifact.expiresAt) <= Date.now();
