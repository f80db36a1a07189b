import type { HubContext } from "../../context.ts";
import { nodeId } from "../../render/node-id.ts";
import { repoUrl } from "../../render/repo.ts";
import type { CheckRun } from "../../rows.ts";
import type { WorkflowJob, WorkflowRun } from "../rows.ts";
import { runHtmlUrl, runUrl } from "./run.ts";

/** GitHub's `job`, from the job, its run and its check run. */
export function renderJob(ctx: HubContext, job: WorkflowJob, run: WorkflowRun, check: CheckRun) {
  const api = repoUrl(ctx, ctx.state.repos.must(run.repoId));
  const taken = job.runnerName !== null;
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: ctx.state.workflows.must(run.workflowId).name,
    head_branch: run.headBranch,
    run_url: runUrl(ctx, run),
    run_attempt: run.attempt,
    node_id: nodeId("CR", job.id),
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${runHtmlUrl(ctx, run)}/job/${job.id}`,
    status: check.status,
    conclusion: check.conclusion,
    created_at: job.createdAt,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    name: check.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: job.labels,
    runner_id: taken ? 1 : null,
    runner_name: job.runnerName,
    runner_group_id: taken ? 1 : null,
    runner_group_name: taken ? "Default" : null,
  };
}
