import { z } from "zod";
import { workflowFires } from "#src/core/workflow-triggers.ts";
import type { HubContext } from "../context.ts";
import { Refusal } from "../errors.ts";
import { readDefaultBranch } from "../model/overlay.ts";
import type { Repo, User } from "../rows.ts";
import { payloadOf } from "../webhooks.ts";
import { createRun } from "./create-run.ts";
import { dispatchInputs } from "./dispatch-inputs.ts";
import { renderWorkflow } from "./render/workflow.ts";
import type { Workflow, WorkflowRun } from "./rows.ts";
import { plainJson } from "./store.ts";
import { workflowFile } from "./workflow-file.ts";

export type Dispatch = { ref: string; inputs: Record<string, unknown>; actor: User };

/** Starts a workflow by hand on a branch or tag. Refuses, as GitHub does, a ref that is none and inputs that do not fit. */
export async function dispatchWorkflow(
  ctx: HubContext,
  repo: Repo,
  workflow: Workflow,
  wanted: Dispatch,
): Promise<WorkflowRun> {
  const { ref, sha } = await refOf(ctx, repo, wanted.ref);
  const content = await contentAt(ctx, repo, workflow.path, sha);
  const read = await workflowFile(workflow.path, content);
  if (!read.ok) {
    const [first] = read.errors;
    throw new Refusal(
      422,
      `failed to parse workflow: (Line: ${first?.line}, Col: ${first?.column}): ${first?.message}`,
    );
  }
  if (!workflowFires(read.workflow.on, { name: "workflow_dispatch" }).fires) {
    throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  }
  const inputs = dispatchInputs(read.workflow.on, wanted.inputs);
  const event = {
    name: "workflow_dispatch",
    repo,
    sender: wanted.actor,
    payload: { inputs: inputs.texts, ref, workflow: workflow.path },
  };
  ctx.emit(event);
  const payload = plainJson(payloadOf(ctx, event));
  return createRun(ctx, repo, {
    event: "workflow_dispatch",
    facts: {
      path: workflow.path,
      workflow: content,
      sha,
      ref,
      headRef: "",
      baseRef: "",
      payload,
      inputs: inputs.values,
    },
    head: { sha, branch: ref.replace(/^refs\/(heads|tags)\//, "") },
    pull: null,
    actor: wanted.actor,
    title: renderWorkflow(ctx, workflow).name,
  });
}

async function refOf(ctx: HubContext, repo: Repo, wanted: string): Promise<{ ref: string; sha: string }> {
  const full = wanted.startsWith("refs/") ? [wanted] : [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
  for (const ref of full) {
    const sha = await ctx.git(repo).resolve(ref);
    if (sha !== undefined) return { ref, sha };
  }
  throw new Refusal(422, `No ref found for: ${wanted}`);
}

/** The file as the ref has it; the overlay's where git has none on the default branch either. */
async function contentAt(ctx: HubContext, repo: Repo, path: string, sha: string): Promise<string> {
  const found = await ctx.git(repo).readFile(sha, path);
  if (found) return found.toString("utf8");
  const onDefault = await ctx.git(repo).entryAt(`refs/heads/${repo.defaultBranch}`, path);
  const overlaid = onDefault ? undefined : await readDefaultBranch(ctx, repo, path);
  if (overlaid === undefined) throw new Refusal(422, `Workflow does not exist on the ref: ${path}`);
  return overlaid.toString("utf8");
}

export const DispatchBody = z.object({
  ref: z.string().min(1),
  inputs: z.record(z.string(), z.unknown()).default({}),
  return_run_details: z.boolean().default(false),
});
