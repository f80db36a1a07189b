import { strToU8, zipSync, type Zippable } from "fflate";
import type { HubContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { paginate } from "../pages.ts";
import { type Answer, type RepoCall, repoRoute, type Route } from "../router.ts";
import { cancelRun } from "./cancel.ts";
import { downloadRoute, redirectTo } from "./downloads.ts";
import { renderJob } from "./render/job.ts";
import { renderRun } from "./render/run.ts";
import type { WorkflowJob, WorkflowRun } from "./rows.ts";

const READ = { permission: "actions:read", role: "read" } as const;
const WRITE = { permission: "actions:write", role: "write" } as const;

export const runRoutes: Route[] = [
  repoRoute("GET", "/actions/runs", READ, (call) => listRuns(call, () => true)),
  repoRoute("GET", "/actions/runs/{run_id}", READ, async (call) => {
    return { status: 200, json: await renderRun(call.ctx, runOf(call)) };
  }),
  repoRoute("GET", "/actions/runs/{run_id}/jobs", READ, listJobs),
  repoRoute("GET", "/actions/runs/{run_id}/logs", READ, (call) =>
    redirectTo(call.ctx, `run-logs/${runOf(call).id}`),
  ),
  repoRoute("POST", "/actions/runs/{run_id}/cancel", WRITE, (call) => cancel(call, false)),
  repoRoute("POST", "/actions/runs/{run_id}/force-cancel", WRITE, (call) => cancel(call, true)),
  repoRoute("GET", "/actions/jobs/{job_id}", READ, (call) => {
    const { job, run } = jobOf(call);
    return { status: 200, json: renderedJob(call.ctx, job, run) };
  }),
  repoRoute("GET", "/actions/jobs/{job_id}/logs", READ, (call) => {
    const { id } = jobOf(call).job;
    if (call.ctx.actions.readLog(id) === undefined) throw notFound();
    return redirectTo(call.ctx, `job-logs/${id}`);
  }),
  downloadRoute("job-logs", "text/plain; charset=utf-8", (ctx, id) => ctx.actions.readLog(id)),
  downloadRoute("run-logs", "application/zip", logsOfRun),
];

/** The runs of a repository, newest first, by the filters of the query. */
export async function listRuns(call: RepoCall, wanted: (run: WorkflowRun) => boolean): Promise<Answer> {
  const { ctx, query, repo } = call;
  const equal = (name: string, value: string | null): boolean =>
    !query.get(name) || query.get(name) === value;
  const rows = ctx.state.workflowRuns
    .filter((run) => run.repoId === repo.id && wanted(run))
    .filter(
      (run) => equal("event", run.event) && equal("branch", run.headBranch) && equal("head_sha", run.headSha),
    )
    .filter((run) => equal("check_suite_id", String(run.suiteId)))
    .filter((run) => equal("actor", ctx.state.users.must(run.actorId).login))
    // GitHub takes a conclusion for a status here.
    .filter((run) => equal("status", run.status) || equal("status", run.conclusion))
    .filter((run) => within(query.get("created"), run.createdAt))
    .reverse();
  const page = paginate(call, rows, (run) => run);
  const runs = await Promise.all((page.json as WorkflowRun[]).map((run) => renderRun(ctx, run)));
  return { ...page, json: { total_count: rows.length, workflow_runs: runs } };
}

/** GitHub's search syntax for times: `>=2026-01-01T00:00:00Z`, `a..b`, or a day. */
function within(range: string | null, at: string): boolean {
  if (!range) return true;
  const [, sign, one = ""] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? [];
  const [from = "", to] = one.split("..");
  const time = Date.parse(at);
  if (to !== undefined)
    return (from === "*" || time >= Date.parse(from)) && (to === "*" || time <= endOf(to));
  if (sign === undefined) return time >= Date.parse(from) && time <= endOf(from);
  if (sign.startsWith(">")) return sign === ">=" ? time >= Date.parse(from) : time > endOf(from);
  return sign === "<=" ? time <= endOf(from) : time < Date.parse(from);
}

const endOf = (text: string): number =>
  Date.parse(text) + (/^\d{4}-\d\d-\d\d$/.test(text) ? 86_400_000 - 1 : 0);

function runOf(call: RepoCall): WorkflowRun {
  const run = call.ctx.state.workflowRuns.get(Number(call.params["run_id"]));
  if (run?.repoId !== call.repo.id) throw notFound();
  return run;
}

function jobOf(call: RepoCall): { job: WorkflowJob; run: WorkflowRun } {
  const job = call.ctx.state.workflowJobs.get(Number(call.params["job_id"]));
  const run = call.ctx.state.workflowRuns.get(job?.runId);
  if (job === undefined || run?.repoId !== call.repo.id) throw notFound();
  return { job, run };
}

function jobsOf(ctx: HubContext, runId: number): WorkflowJob[] {
  return ctx.state.workflowJobs.where("runId", runId);
}

function listJobs(call: RepoCall): Answer {
  const run = runOf(call);
  const jobs = jobsOf(call.ctx, run.id);
  const page = paginate(call, jobs, (job) => renderedJob(call.ctx, job, run));
  return { ...page, json: { total_count: jobs.length, jobs: page.json } };
}

function renderedJob(ctx: HubContext, job: WorkflowJob, run: WorkflowRun) {
  return renderJob(ctx, job, run, ctx.state.checkRuns.must(job.id));
}

function cancel(call: RepoCall, force: boolean): Answer {
  const run = runOf(call);
  cancelRun(call.ctx, run, force);
  return { status: 202, json: {} };
}

/** All logs of a run as one zip, one file for each job, as GitHub packs them. */
function logsOfRun(ctx: HubContext, runId: number): Buffer {
  const files: Zippable = Object.fromEntries(
    jobsOf(ctx, runId).map(({ id }, index) => {
      const name = ctx.state.checkRuns.must(id).name.replaceAll(/[\\/:*?"<>|]/g, "_");
      return [`${index}_${name}.txt`, ctx.actions.readLog(id) ?? strToU8("")];
    }),
  );
  return Buffer.from(zipSync(files));
}
