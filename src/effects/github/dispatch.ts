import { z } from "zod";
import { NeedsHuman, Retryable } from "#src/errors.ts";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";
import { safelySince } from "./since.ts";
import { cancelRun, listDispatchedRuns, type Run } from "./runs.ts";

export type DispatchWish = Readonly<{
  /** File name under `.github/workflows`. */
  workflow: string;
  /** The default branch: a dispatch needs the workflow there. */
  ref: string;
  inputs: Readonly<Record<string, string>>;
  /** A word of the workflow's `run-name`; without spaces. */
  key: string;
  /** It cannot have been started before, ISO 8601. */
  since: string;
}>;

export type Dispatched = Readonly<{ runId: number; url: string; created: boolean }>;

/**
 * Starts a workflow once: a run that carries the key already is the answer. Of two with one key the lower id counts and the other is
 * cancelled, which also heals the moment in which GitHub's list does not show a new run yet.
 * @throws NeedsHuman when the workflow is not on the default branch, Retryable when the run was started but cannot be seen yet
 */
export async function dispatchWorkflow(repo: Repo, wish: DispatchWish): Promise<Dispatched> {
  const found = await findDispatched(repo, wish);
  if (found) return { runId: found.id, url: found.url, created: false };
  const started = await start(repo, wish, true);
  if (started) return started;
  const seen = await findDispatched(repo, wish);
  if (seen) return { runId: seen.id, url: seen.url, created: true };
  throw new Retryable(`the run of ${wish.workflow} was started and is not listed yet`, {
    // By then GitHub's lists show it; asked sooner, it would be started once more.
    retryAfterMs: 10_000,
  });
}

/** The run with this key, if any; cancels what runs beside it. */
export async function findDispatched(
  repo: Repo,
  { workflow, key, since }: Pick<DispatchWish, "workflow" | "key" | "since">,
): Promise<Run | undefined> {
  const runs = await listDispatchedRuns(repo, workflow, safelySince(since));
  const [first, ...others] = runs.filter(({ title }) => title.split(/\s+/).includes(key));
  for (const { id, conclusion } of others) {
    if (conclusion === undefined) await cancelRun(repo, id);
  }
  return first;
}

async function start(repo: Repo, wish: DispatchWish, withDetails: boolean): Promise<Dispatched | undefined> {
  const { octokit, ...where } = repo;
  const { workflow, ref, inputs } = wish;
  const answer = await orRefusal(
    [400, 404, 422],
    octokit.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
      ...where,
      workflow_id: workflow,
      ref,
      inputs: { ...inputs },
      ...(withDetails && { return_run_details: true }),
    }),
  );
  if (!("refusal" in answer)) {
    const details = Details.safeParse(answer.data);
    if (!details.success) return undefined;
    return { runId: details.data.workflow_run_id, url: details.data.html_url, created: true };
  }
  const { status, words, error } = answer.refusal;
  // An older GitHub Enterprise Server refuses the field it does not know.
  if (withDetails && /return_run_details/.test(words)) return start(repo, wish, false);
  if (status === 404 || /workflow_dispatch|not found|disabled/i.test(words)) {
    throw new NeedsHuman(`GitHub cannot start ${workflow} on ${ref}: ${words}`, {
      hint: `Put .github/workflows/${workflow}, with a workflow_dispatch trigger, on ${ref} and enable it.`,
      cause: error,
    });
  }
  throw error;
}

const Details = z.object({ workflow_run_id: z.int(), html_url: z.string() });
