import type { HubContext } from "../context.ts";
import { renderCheckRun } from "../render/check-run.ts";
import { renderCheckSuite } from "../render/check-suite.ts";
import { renderJob } from "./render/job.ts";
import { renderRun } from "./render/run.ts";
import { renderWorkflow } from "./render/workflow.ts";

/*
 * Rows are written at once, webhooks follow in order. Each shows the rows as they were when it was announced, not as they are when it
 * is rendered.
 */

/** Sends `workflow_run.<action>`. */
export function announceWorkflowRun(
  ctx: HubContext,
  runId: number,
  action: "requested" | "in_progress" | "completed",
): void {
  const run = ctx.state.workflowRuns.must(runId);
  const workflow = ctx.state.workflows.must(run.workflowId);
  ctx.hold(async () => {
    const payload = { workflow_run: await renderRun(ctx, run), workflow: renderWorkflow(ctx, workflow) };
    ctx.emit({ name: "workflow_run", action, ...origin(ctx, runId), payload });
  });
}

/** Sends `workflow_job.<action>` and, where GitHub does, the `check_run` event that goes with it. */
export function announceJob(
  ctx: HubContext,
  jobId: number,
  action: "queued" | "in_progress" | "completed",
): void {
  const job = ctx.state.workflowJobs.must(jobId);
  const run = ctx.state.workflowRuns.must(job.runId);
  const check = ctx.state.checkRuns.must(jobId);
  const suite = ctx.state.checkSuites.must(run.suiteId);
  const workflow_job = renderJob(ctx, job, run, check);
  ctx.hold(async () => {
    ctx.emit({ name: "workflow_job", action, ...origin(ctx, run.id), payload: { workflow_job } });
    if (action === "in_progress") return;
    const check_run = { ...renderCheckRun(ctx, check), check_suite: await renderCheckSuite(ctx, suite) };
    const change = action === "queued" ? "created" : "completed";
    ctx.emit({ name: "check_run", action: change, ...origin(ctx, run.id), payload: { check_run } });
  });
}

/** Sends `check_suite.completed`. */
export function announceSuite(ctx: HubContext, runId: number): void {
  const suite = ctx.state.checkSuites.must(ctx.state.workflowRuns.must(runId).suiteId);
  ctx.hold(async () => {
    const check_suite = await renderCheckSuite(ctx, suite);
    ctx.emit({ name: "check_suite", action: "completed", ...origin(ctx, runId), payload: { check_suite } });
  });
}

function origin(ctx: HubContext, runId: number) {
  const run = ctx.state.workflowRuns.must(runId);
  return { repo: ctx.state.repos.must(run.repoId), sender: ctx.state.users.must(run.actorId) };
}
