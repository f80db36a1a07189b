import type { HubContext } from "../context.ts";
import type { CheckAnnotation, CheckMaker, CheckRun, Repo } from "../rows.ts";
import { renderActionsApp, renderApp } from "./installation.ts";
import { nodeId } from "./node-id.ts";
import { pullsOfHead, renderPullMinimal } from "./pull.ts";
import { repoUrl } from "./repo.ts";

/** GitHub's `check-run`. */
export function renderCheckRun(ctx: HubContext, run: CheckRun) {
  const repo = ctx.state.repos.must(run.repoId);
  const url = `${repoUrl(ctx, repo)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${ctx.url}/${ctx.fullName(repo)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${ctx.url}/${ctx.fullName(repo)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: renderMaker(ctx, run.maker),
    pull_requests: pullsOfHead(ctx, repo, run.headSha).map((pull) => renderPullMinimal(ctx, pull)),
  };
}

export const renderMaker = (ctx: HubContext, maker: CheckMaker) =>
  maker === "actions" ? renderActionsApp(ctx) : renderApp(ctx);

/** GitHub's `check-annotation`. */
export function renderAnnotation(ctx: HubContext, repo: Repo, sha: string, annotation: CheckAnnotation) {
  return {
    path: annotation.path,
    start_line: annotation.start_line,
    end_line: annotation.end_line,
    start_column: null,
    end_column: null,
    annotation_level: annotation.annotation_level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: null,
    blob_href: `${repoUrl(ctx, repo)}/contents/${encodeURIComponent(annotation.path)}?ref=${sha}`,
  };
}
