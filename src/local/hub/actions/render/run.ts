import type { HubContext } from "../../context.ts";
import { renderSimpleCommit } from "../../render/commit.ts";
import { nodeId } from "../../render/node-id.ts";
import { renderPullMinimal } from "../../render/pull.ts";
import { renderRepo, repoUrl } from "../../render/repo.ts";
import { renderUser } from "../../render/user.ts";
import type { WorkflowRun } from "../rows.ts";
import { workflowUrl } from "./workflow.ts";

/** GitHub's `workflow-run`. */
export async function renderRun(ctx: HubContext, run: WorkflowRun) {
  const repo = ctx.state.repos.must(run.repoId);
  const workflow = ctx.state.workflows.must(run.workflowId);
  const commit = await ctx.git(repo).readCommit(run.headSha);
  if (!commit) throw new Error(`workflow run ${run.id} is about ${run.headSha}, which git does not have`);
  const pull = ctx.state.pulls.get(run.pullId);
  const actor = renderUser(ctx, ctx.state.users.must(run.actorId));
  const repository = renderRepo(ctx, repo);
  return {
    id: run.id,
    name: workflow.name,
    node_id: nodeId("WFR", run.id),
    check_suite_id: run.suiteId,
    check_suite_node_id: nodeId("CS", run.suiteId),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: workflow.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflow.id,
    ...addresses(ctx, run),
    workflow_url: workflowUrl(ctx, workflow),
    pull_requests: pull ? [renderPullMinimal(ctx, pull)] : [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor,
    triggering_actor: actor,
    referenced_workflows: [],
    previous_attempt_url: null,
    head_commit: renderSimpleCommit(commit),
    repository,
    head_repository: repository,
  };
}

export function runUrl(ctx: HubContext, run: WorkflowRun): string {
  return `${repoUrl(ctx, ctx.state.repos.must(run.repoId))}/actions/runs/${run.id}`;
}

export function runHtmlUrl(ctx: HubContext, run: WorkflowRun): string {
  return `${ctx.url}/${ctx.fullName(ctx.state.repos.must(run.repoId))}/actions/runs/${run.id}`;
}

function addresses(ctx: HubContext, run: WorkflowRun) {
  const url = runUrl(ctx, run);
  return {
    url,
    html_url: runHtmlUrl(ctx, run),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repoUrl(ctx, ctx.state.repos.must(run.repoId))}/check-suites/${run.suiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
  };
}
