import { z } from "zod";
import { workflowFires, type WorkflowEvent } from "#src/core/workflow-triggers.ts";
import type { HubContext } from "../context.ts";
import { mergeability } from "../model/mergeability.ts";
import type { Repo, User } from "../rows.ts";
import { type HubEvent, payloadOf } from "../webhooks.ts";
import { createRun, type NewRun } from "./create-run.ts";
import { plainJson, type RunFacts } from "./store.ts";
import { workflowHead } from "./workflow-file.ts";
import { workflowFilesAt } from "./workflows.ts";

/** Starts the workflows that pushes and pull requests fire, before whoever pushed or opened is answered. */
export function watchTriggers(ctx: HubContext): void {
  ctx.onEvent((event) => {
    const { repo, sender } = event;
    // What a job does with its own token starts nothing, or runs would start runs for ever.
    if (repo === undefined || sender.login === "github-actions[bot]") return;
    if (event.name === "push") ctx.hold(() => pushed(ctx, repo, event));
    if (event.name === "pull_request") ctx.hold(() => pullChanged(ctx, repo, event));
  });
}

const Push = z.object({
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  commits: z.array(
    z.object({ added: z.array(z.string()), removed: z.array(z.string()), modified: z.array(z.string()) }),
  ),
});

const NOTHING = /^0+$/;

async function pushed(ctx: HubContext, repo: Repo, event: HubEvent): Promise<void> {
  const push = Push.parse(event.payload);
  const commit = NOTHING.test(push.after) ? undefined : await ctx.git(repo).readCommit(push.after);
  if (commit === undefined || asksToSkip(commit.message)) return;
  const changedFiles = NOTHING.test(push.before)
    ? push.commits.flatMap(({ added, removed, modified }) => [...added, ...removed, ...modified])
    : await changedBetween(ctx, repo, push.before, push.after);
  const branch = push.ref.replace(/^refs\/(heads|tags)\//, "");
  await fire(ctx, repo, { name: "push", ref: push.ref, changedFiles }, event, {
    sha: push.after,
    ref: push.ref,
    headRef: "",
    baseRef: "",
    head: { sha: push.after, branch },
    pull: null,
    title: commit.message.split("\n")[0] ?? "",
  });
}

const PullChange = z.object({ number: z.number() });

/** A pull request runs on the merge of its branches; one that cannot be merged runs nothing. */
async function pullChanged(ctx: HubContext, repo: Repo, event: HubEvent): Promise<void> {
  const { number } = PullChange.parse(event.payload);
  const pull = ctx.state.pulls.where("number", number).find((row) => row.repoId === repo.id);
  if (pull === undefined || event.action === undefined) return;
  const { mergeSha } = await mergeability(ctx, pull);
  const commit = await ctx.git(repo).readCommit(pull.headSha);
  if (mergeSha === null || commit === undefined || asksToSkip(commit.message)) return;
  const base = (await ctx.git(repo).mergeBase(pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const changedFiles = await changedBetween(ctx, repo, base, pull.headSha);
  const { action } = event;
  await fire(
    ctx,
    repo,
    { name: "pull_request", action, baseRef: pull.baseRef, headRef: pull.headRef, changedFiles },
    event,
    {
      sha: mergeSha,
      ref: `refs/pull/${number}/merge`,
      headRef: pull.headRef,
      baseRef: pull.baseRef,
      head: { sha: pull.headSha, branch: pull.headRef },
      pull,
      title: ctx.state.issues.must(pull.issueId).title,
    },
  );
}

type Source = Pick<RunFacts, "sha" | "ref" | "headRef" | "baseRef"> & Pick<NewRun, "head" | "pull" | "title">;

async function fire(
  ctx: HubContext,
  repo: Repo,
  trigger: WorkflowEvent,
  event: HubEvent,
  source: Source,
): Promise<void> {
  const { head, pull, title, ...place } = source;
  const files = await workflowFilesAt(ctx, repo, source.sha);
  const fired = files.filter(({ content }) => fires(content, trigger));
  if (fired.length === 0) return;
  const payload = plainJson(payloadOf(ctx, event));
  for (const { path, content } of fired) {
    const facts = { ...place, path, workflow: content, payload, inputs: {} };
    const actor: User = event.sender;
    await createRun(ctx, repo, { event: trigger.name, facts, head, pull, actor, title });
  }
}

/** A file whose triggers cannot be read fails visibly at every push, as on GitHub. */
function fires(content: string, trigger: WorkflowEvent): boolean {
  const { on } = workflowHead(content);
  if (on === undefined || on === null) return trigger.name === "push";
  return workflowFires(on, trigger).fires;
}

function asksToSkip(message: string): boolean {
  return /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i.test(message);
}

async function changedBetween(ctx: HubContext, repo: Repo, from: string, to: string): Promise<string[]> {
  return ctx.git(repo).changedPaths(from, to);
}
