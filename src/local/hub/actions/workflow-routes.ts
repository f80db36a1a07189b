import { userOf } from "../actor.ts";
import { notFound } from "../errors.ts";
import { paginate } from "../pages.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import { DispatchBody, dispatchWorkflow } from "./dispatch.ts";
import { runHtmlUrl, runUrl } from "./render/run.ts";
import { renderWorkflow } from "./render/workflow.ts";
import type { Workflow } from "./rows.ts";
import { listRuns } from "./run-routes.ts";
import { listWorkflows, workflowNamed } from "./workflows.ts";

const READ = { permission: "actions:read", role: "read" } as const;
const WRITE = { permission: "actions:write", role: "write" } as const;

export const workflowRoutes: Route[] = [
  repoRoute("GET", "/actions/workflows", READ, async (call) => {
    const rows = await listWorkflows(call.ctx, call.repo);
    const page = paginate(call, rows, (row) => renderWorkflow(call.ctx, row));
    return { ...page, json: { total_count: rows.length, workflows: page.json } };
  }),
  repoRoute("GET", "/actions/workflows/{workflow_id}", READ, async (call) => {
    return { status: 200, json: renderWorkflow(call.ctx, await workflowOf(call)) };
  }),
  repoRoute("GET", "/actions/workflows/{workflow_id}/runs", READ, async (call) => {
    const { id } = await workflowOf(call);
    return listRuns(call, (run) => run.workflowId === id);
  }),
  repoRoute("POST", "/actions/workflows/{workflow_id}/dispatches", WRITE, dispatch),
];

async function dispatch(call: RepoCall): Promise<Answer> {
  const { ctx, repo } = call;
  const workflow = await workflowOf(call);
  const body = bodyOf(call, DispatchBody);
  const actor = userOf(call.actor);
  const run = await dispatchWorkflow(ctx, repo, workflow, { ref: body.ref, inputs: body.inputs, actor });
  if (!body.return_run_details) return { status: 204 };
  return {
    status: 200,
    json: { workflow_run_id: run.id, run_url: runUrl(ctx, run), html_url: runHtmlUrl(ctx, run) },
  };
}

async function workflowOf(call: RepoCall): Promise<Workflow> {
  const workflow = await workflowNamed(call.ctx, call.repo, call.params["workflow_id"] ?? "");
  if (workflow === undefined) throw notFound();
  return workflow;
}
