import type { HubContext } from "../context.ts";
import { announceIssue } from "../model/announce.ts";
import { HubRunnerHost } from "./runner-host.ts";

const LOST =
  "The runner was lost: it ended while this job ran, so nothing is known of its result. Start the workflow again.";

/**
 * Brings the runs of an earlier life of this hub to rest. A run that was in progress lost its runner and is cancelled, and says so; one
 * that waited still waits, without the jobs it may have had, since they are made when it is taken.
 */
export function recoverRuns(ctx: HubContext): void {
  const host = new HubRunnerHost(ctx);
  for (const run of ctx.state.workflowRuns.filter(({ status }) => status !== "completed")) {
    const jobs = ctx.state.workflowJobs.filter((job) => job.runId === run.id);
    for (const { id } of jobs) {
      if (run.status === "queued") {
        ctx.state.workflowJobs.delete(id);
        ctx.state.checkRuns.delete(id);
      } else if (ctx.state.checkRuns.must(id).status !== "completed") {
        const annotations = [
          { level: "failure", path: ".github", startLine: 1, endLine: 1, message: LOST } as const,
        ];
        host.finishJob(id, { conclusion: "cancelled", summary: "", annotations });
      }
    }
    if (run.status === "in_progress") host.finishRun(run.id, "cancelled");
  }
}

/**
 * A hub that was killed between making a pull request and starting its workflows owes it their runs. Where there are
 * none to start, nothing comes of it.
 */
export async function recoverPulls(ctx: HubContext): Promise<void> {
  const { pulls, issues, workflowRuns, users } = ctx.state;
  for (const pull of pulls.filter(({ mergedAt }) => mergedAt === null)) {
    const issue = issues.must(pull.issueId);
    const isServed = workflowRuns.find(
      ({ pullId, headSha }) => pullId === pull.id && headSha === pull.headSha,
    );
    if (issue.state !== "open" || isServed !== undefined) continue;
    await announceIssue(ctx, issue, { user: users.must(issue.userId), viaApp: false }, "opened");
  }
  await ctx.held();
}
