import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { type CheckFields, createCheckRun, suiteFor, updateCheckRun } from "../model/checks.ts";
import { paginate } from "../pages.ts";
import { renderAnnotation, renderCheckRun } from "../render/check-run.ts";
import { renderCheckSuite } from "../render/check-suite.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { CheckRun, CheckSuite } from "../rows.ts";
import { commitOf } from "./commits.ts";

const READ = { permission: "checks:read", role: "read" } as const;
const WRITE = { permission: "checks:write", role: "read" } as const;

export const checkRoutes: Route[] = [
  repoRoute("GET", "/commits/{ref}/check-runs", READ, async (call) => {
    const { sha } = await commitOf(call, call.params["ref"] ?? "");
    return listRuns(call, call.ctx.state.checkRuns.where("headSha", sha));
  }),
  repoRoute("GET", "/commits/{ref}/check-suites", READ, listSuites),
  repoRoute("GET", "/check-suites/{check_suite_id}", READ, async (call) => {
    return { status: 200, json: await renderCheckSuite(call.ctx, suiteOf(call)) };
  }),
  repoRoute("GET", "/check-suites/{check_suite_id}/check-runs", READ, (call) => {
    const { id } = suiteOf(call);
    return listRuns(call, call.ctx.state.checkRuns.where("suiteId", id));
  }),
  repoRoute("POST", "/check-runs", WRITE, create),
  repoRoute("GET", "/check-runs/{check_run_id}", READ, (call) => {
    return { status: 200, json: renderCheckRun(call.ctx, runOf(call)) };
  }),
  repoRoute("PATCH", "/check-runs/{check_run_id}", WRITE, update),
  repoRoute("GET", "/check-runs/{check_run_id}/annotations", READ, (call) => {
    const run = runOf(call);
    return paginate(call, run.annotations, (row) => renderAnnotation(call.ctx, call.repo, run.headSha, row));
  }),
];

function runOf(call: RepoCall): CheckRun {
  const run = call.ctx.state.checkRuns.get(Number(call.params["check_run_id"]));
  if (run?.repoId !== call.repo.id) throw notFound();
  return run;
}

function suiteOf(call: RepoCall): CheckSuite {
  const suite = call.ctx.state.checkSuites.get(Number(call.params["check_suite_id"]));
  if (suite?.repoId !== call.repo.id) throw notFound();
  return suite;
}

/** With `filter=latest`, the default, only the newest run of a name within a suite counts. */
function listRuns(call: RepoCall, all: CheckRun[]): Answer {
  const { query } = call;
  const appId = query.get("app_id");
  const rows = all.filter(
    (row) =>
      row.repoId === call.repo.id &&
      (!query.has("check_name") || row.name === query.get("check_name")) &&
      (!query.has("status") || row.status === query.get("status")) &&
      (!appId || String(renderCheckRun(call.ctx, row).app.id) === appId),
  );
  const latest = new Map(rows.map((row) => [`${row.suiteId} ${row.name}`, row]));
  const chosen = query.get("filter") === "all" ? rows : [...latest.values()];
  const page = paginate(call, chosen, (row) => renderCheckRun(call.ctx, row));
  return { ...page, json: { total_count: chosen.length, check_runs: page.json } };
}

async function listSuites(call: RepoCall): Promise<Answer> {
  const { sha } = await commitOf(call, call.params["ref"] ?? "");
  const rows = call.ctx.state.checkSuites.where("headSha", sha).filter((row) => row.repoId === call.repo.id);
  const page = paginate(call, rows, (row) => row);
  const suites = await Promise.all((page.json as CheckSuite[]).map((row) => renderCheckSuite(call.ctx, row)));
  return { ...page, json: { total_count: rows.length, check_suites: suites } };
}

const Annotation = z.object({
  path: z.string(),
  start_line: z.number().int(),
  end_line: z.number().int(),
  annotation_level: z.enum(["notice", "warning", "failure"]),
  message: z.string(),
  title: z.string().optional(),
});
const Fields = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(["queued", "in_progress", "completed"]).optional(),
  conclusion: z
    .enum(["success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required"])
    .optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string().max(65_535),
      text: z.string().max(65_535).optional(),
      annotations: z.array(Annotation).max(50).optional(),
    })
    .optional(),
});
const NewRun = Fields.extend({ name: z.string().min(1), head_sha: z.string() });

async function create(call: RepoCall): Promise<Answer> {
  const { ctx, repo } = call;
  requireApp(call);
  const wanted = bodyOf(call, NewRun);
  const git = ctx.git(repo);
  if ((await git.typeOf(wanted.head_sha)) !== "commit")
    throw validationFailed(`No commit found for SHA: ${wanted.head_sha}`);
  requireConclusion(wanted);
  const branch = ctx.state.refs.find((row) => row.repoId === repo.id && row.sha === wanted.head_sha)?.ref;
  const head = { sha: wanted.head_sha, branch: branch?.replace("refs/heads/", "") ?? null };
  const suite = suiteFor(ctx, repo, call.actor.kind === "job" ? "actions" : "app", head);
  const run = await createCheckRun(ctx, suite, userOf(call.actor), wanted.name, fieldsOf(wanted, []));
  return { status: 201, json: renderCheckRun(ctx, run) };
}

async function update(call: RepoCall): Promise<Answer> {
  requireApp(call);
  const run = runOf(call);
  const mine = call.actor.kind === "job" ? "actions" : "app";
  if (run.maker !== mine) throw notFound();
  const wanted = bodyOf(call, Fields);
  requireConclusion(wanted);
  const now = await updateCheckRun(call.ctx, run, userOf(call.actor), fieldsOf(wanted, run.annotations));
  return { status: 200, json: renderCheckRun(call.ctx, now) };
}

/** People cannot make checks. */
function requireApp(call: RepoCall): void {
  if (call.actor.kind === "user") throw new Refusal(403, "You must authenticate via a GitHub App.");
}

function requireConclusion(wanted: z.infer<typeof Fields>): void {
  if (wanted.status === "completed" && !wanted.conclusion)
    throw validationFailed({ resource: "CheckRun", code: "missing_field", field: "conclusion" });
}

/** Annotations add up over updates, as GitHub takes 50 at a time. */
function fieldsOf(wanted: z.infer<typeof Fields>, annotations: CheckRun["annotations"]): CheckFields {
  const fields: CheckFields = {
    ...(wanted.external_id === undefined ? {} : { externalId: wanted.external_id }),
    ...(wanted.details_url === undefined ? {} : { detailsUrl: wanted.details_url }),
    ...(wanted.status ? { status: wanted.status } : {}),
    ...(wanted.conclusion ? { conclusion: wanted.conclusion } : {}),
    ...(wanted.started_at ? { startedAt: wanted.started_at } : {}),
    ...(wanted.completed_at ? { completedAt: wanted.completed_at } : {}),
  };
  if (!wanted.output) return fields;
  const { title, summary, text, annotations: more = [] } = wanted.output;
  const added = more.map(({ title: heading, ...rest }) => ({
    ...rest,
    ...(heading ? { title: heading } : {}),
  }));
  return {
    ...fields,
    output: { title: title ?? null, summary, text: text ?? null },
    annotations: [...annotations, ...added],
  };
}
