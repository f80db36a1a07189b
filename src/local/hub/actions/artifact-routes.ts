import { notFound, Refusal } from "../errors.ts";
import { paginate } from "../pages.ts";
import { type Answer, type RepoCall, repoRoute, type Route } from "../router.ts";
import { downloadRoute, redirectTo } from "./downloads.ts";
import { isExpired, renderArtifact } from "./render/artifact.ts";
import type { Artifact } from "./rows.ts";

const READ = { permission: "actions:read", role: "read" } as const;

export const artifactRoutes: Route[] = [
  repoRoute("GET", "/actions/runs/{run_id}/artifacts", READ, (call) => {
    const run = call.ctx.state.workflowRuns.get(Number(call.params["run_id"]));
    if (run?.repoId !== call.repo.id) throw notFound();
    return listArtifacts(call, (row) => row.runId === run.id);
  }),
  repoRoute("GET", "/actions/artifacts", READ, (call) => listArtifacts(call, () => true)),
  repoRoute("GET", "/actions/artifacts/{artifact_id}", READ, (call) => {
    return { status: 200, json: renderArtifact(call.ctx, artifactOf(call)) };
  }),
  repoRoute("GET", "/actions/artifacts/{artifact_id}/{archive_format}", READ, (call) => {
    const artifact = artifactOf(call);
    if (call.params["archive_format"] !== "zip") throw notFound();
    if (isExpired(artifact)) throw new Refusal(410, "Artifact has expired");
    return redirectTo(call.ctx, `artifacts/${artifact.id}`);
  }),
  downloadRoute("artifacts", "application/zip", (ctx, id) => ctx.actions.readArtifact(id)),
];

function artifactOf(call: RepoCall): Artifact {
  const artifact = call.ctx.state.artifacts.get(Number(call.params["artifact_id"]));
  if (artifact === undefined || repoIdOf(call, artifact) !== call.repo.id) throw notFound();
  return artifact;
}

function repoIdOf(call: RepoCall, artifact: Artifact): number {
  return call.ctx.state.workflowRuns.must(artifact.runId).repoId;
}

/** Newest first, as on GitHub. */
function listArtifacts(call: RepoCall, wanted: (row: Artifact) => boolean): Answer {
  const name = call.query.get("name");
  const rows = call.ctx.state.artifacts
    .filter((row) => repoIdOf(call, row) === call.repo.id && wanted(row) && (!name || row.name === name))
    .reverse();
  const page = paginate(call, rows, (row) => renderArtifact(call.ctx, row));
  return { ...page, json: { total_count: rows.length, artifacts: page.json } };
}
