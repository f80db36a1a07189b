import { asText, evaluate } from "#src/local/runner/expressions.ts";
import { githubContext } from "#src/local/runner/github-context.ts";
import type { QueuedRun } from "#src/local/runner/host.ts";
import type { HubContext } from "../context.ts";
import { insertSuite } from "../model/checks.ts";
import type { Pull, Repo, User } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announceWorkflowRun } from "./announce.ts";
import { queuedRun } from "./queued-run.ts";
import type { WorkflowRun } from "./rows.ts";
import type { RunFacts } from "./store.ts";
import { workflowFile } from "./workflow-file.ts";
import { workflowRow } from "./workflows.ts";

export type NewRun = {
  event: string;
  facts: RunFacts;
  /** What the checks of the run are about: for a pull request its head, else the commit that runs. */
  head: { sha: string; branch: string | null };
  pull: Pull | null;
  actor: User;
  /** Shown when the workflow has no `run-name`. */
  title: string;
};

/** Creates a run with its check suite, tells of it, and hands it to the runner. */
export async function createRun(ctx: HubContext, repo: Repo, wanted: NewRun): Promise<WorkflowRun> {
  const { facts, head } = wanted;
  const workflow = workflowRow(ctx, repo, facts.path, facts.workflow);
  const number = ctx.state.workflowRuns.where("workflowId", workflow.id).length + 1;
  const id = ctx.nextId();
  const identity = { id, number, attempt: 1, event: wanted.event, actor: wanted.actor };
  const named = await runName(ctx, repo, queuedRun(ctx, repo, identity, facts));
  const suite = insertSuite(ctx, repo, "actions", head);
  ctx.actions.writeFacts(id, facts);
  const at = timestamp();
  const run = ctx.state.workflowRuns.put({
    id,
    repoId: repo.id,
    workflowId: workflow.id,
    suiteId: suite.id,
    number,
    attempt: 1,
    title: named ?? wanted.title,
    event: wanted.event,
    status: "queued",
    conclusion: null,
    headBranch: head.branch,
    headSha: head.sha,
    pullId: wanted.pull?.id ?? null,
    actorId: wanted.actor.id,
    createdAt: at,
    startedAt: at,
    updatedAt: at,
  });
  announceWorkflowRun(ctx, id, "requested");
  for (const taker of ctx.runTakers) taker.queued(id);
  return run;
}

/** The evaluated `run-name`; nothing when there is none, or when the file does not parse, which the run itself will say. */
async function runName(ctx: HubContext, repo: Repo, run: QueuedRun): Promise<string | undefined> {
  const read = await workflowFile(run.workflow.path, run.workflow.content);
  const written = read.ok ? read.workflow["run-name"] : undefined;
  if (!read.ok || written === undefined) return undefined;
  const github = githubContext(run, read.workflow.name ?? run.workflow.path);
  const vars = ctx.actionsSettings.get(repo.id)?.variables ?? {};
  const title = asText(evaluate(written, { contexts: { github, inputs: run.inputs, vars }, functions: {} }));
  return title.trim() === "" ? undefined : title.trim();
}
