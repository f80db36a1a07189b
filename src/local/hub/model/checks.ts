import type { HubContext } from "../context.ts";
import { renderCheckRun } from "../render/check-run.ts";
import { renderCheckSuite } from "../render/check-suite.ts";
import type { CheckConclusion, CheckMaker, CheckRun, CheckSuite, Repo, User } from "../rows.ts";
import { timestamp } from "../state.ts";

/** The suite of one maker for one commit: a push has one, a workflow run makes one of its own with `insertSuite`. */
export function suiteFor(
  ctx: HubContext,
  repo: Repo,
  maker: CheckMaker,
  head: { sha: string; branch: string | null },
) {
  const found = ctx.state.checkSuites
    .where("headSha", head.sha)
    .find((row) => row.repoId === repo.id && row.maker === maker);
  return found ?? insertSuite(ctx, repo, maker, head);
}

export function insertSuite(
  ctx: HubContext,
  repo: Repo,
  maker: CheckMaker,
  head: { sha: string; branch: string | null },
): CheckSuite {
  const at = timestamp();
  return ctx.state.checkSuites.put({
    id: ctx.nextId(),
    repoId: repo.id,
    maker,
    headBranch: head.branch,
    headSha: head.sha,
    status: "queued",
    conclusion: null,
    createdAt: at,
    updatedAt: at,
  });
}

export type CheckFields = Partial<
  Pick<
    CheckRun,
    | "externalId"
    | "detailsUrl"
    | "status"
    | "conclusion"
    | "startedAt"
    | "completedAt"
    | "output"
    | "annotations"
  >
>;

/** Adds a check run to a suite and tells of it. */
export async function createCheckRun(
  ctx: HubContext,
  suite: CheckSuite,
  sender: User,
  name: string,
  fields: CheckFields = {},
): Promise<CheckRun> {
  const row: CheckRun = {
    id: ctx.nextId(),
    repoId: suite.repoId,
    suiteId: suite.id,
    maker: suite.maker,
    name,
    headSha: suite.headSha,
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAt: timestamp(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
  };
  const run = ctx.state.checkRuns.put({ ...row, ...concluded(fields) });
  await announceRun(ctx, run, sender, "created");
  await settle(ctx, run, undefined, sender);
  return run;
}

export async function updateCheckRun(
  ctx: HubContext,
  run: CheckRun,
  sender: User,
  fields: CheckFields,
): Promise<CheckRun> {
  const now = ctx.state.checkRuns.patch(run.id, concluded(fields));
  await settle(ctx, now, run.status, sender);
  return now;
}

/** A conclusion means that it is completed, and completed means when. */
function concluded(fields: CheckFields): CheckFields {
  if (!fields.conclusion) return fields;
  return { ...fields, status: "completed", completedAt: fields.completedAt ?? timestamp() };
}

/** Tells of a run that has just ended, and brings the App's own suite up to date; Actions ends its suites itself. */
async function settle(
  ctx: HubContext,
  run: CheckRun,
  before: string | undefined,
  sender: User,
): Promise<void> {
  if (run.status === "completed" && before !== "completed") await announceRun(ctx, run, sender, "completed");
  if (run.maker === "actions") return;
  const runs = ctx.state.checkRuns.where("suiteId", run.suiteId);
  if (runs.every((row) => row.status === "completed"))
    await completeSuite(ctx, ctx.state.checkSuites.must(run.suiteId), sender, worst(runs));
  else
    ctx.state.checkSuites.patch(run.suiteId, {
      status: "in_progress",
      conclusion: null,
      updatedAt: timestamp(),
    });
}

/** Ends a suite and tells of it. */
export async function completeSuite(
  ctx: HubContext,
  suite: CheckSuite,
  sender: User,
  conclusion: CheckConclusion,
): Promise<void> {
  const row = ctx.state.checkSuites.patch(suite.id, {
    status: "completed",
    conclusion,
    updatedAt: timestamp(),
  });
  const repo = ctx.state.repos.must(row.repoId);
  const payload = { check_suite: await renderCheckSuite(ctx, row) };
  ctx.emit({ name: "check_suite", action: "completed", repo, sender, payload });
}

const GRAVITY: CheckConclusion[] = [
  "failure",
  "timed_out",
  "startup_failure",
  "cancelled",
  "action_required",
  "stale",
  "success",
  "neutral",
  "skipped",
];

/** A suite is as bad as its worst run. */
export function worst(runs: { conclusion: CheckConclusion | null }[]): CheckConclusion {
  return GRAVITY.find((conclusion) => runs.some((run) => run.conclusion === conclusion)) ?? "success";
}

async function announceRun(
  ctx: HubContext,
  run: CheckRun,
  sender: User,
  action: "created" | "completed",
): Promise<void> {
  const repo = ctx.state.repos.must(run.repoId);
  const suite = await renderCheckSuite(ctx, ctx.state.checkSuites.must(run.suiteId));
  const payload = { check_run: { ...renderCheckRun(ctx, run), check_suite: suite } };
  ctx.emit({ name: "check_run", action, repo, sender, payload });
}
