import { z } from "zod";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";

/** A workflow run as GitHub shows it now. */
export type Run = Readonly<{
  id: number;
  url: string;
  /** The run name (`run-name:`), in which our key stands. */
  title: string;
  status: string;
  /** `undefined` until it ended. */
  conclusion: string | undefined;
  headSha: string;
  /** Of the workflow file, such as `.github/workflows/ci.yml`. */
  path: string;
  attempt: number;
  createdAt: string;
}>;

/** @returns undefined when GitHub has no such run (any more) */
export async function readRun({ octokit, ...where }: Repo, runId: number): Promise<Run | undefined> {
  const answer = await orRefusal([404], octokit.rest.actions.getWorkflowRun({ ...where, run_id: runId }));
  return "refusal" in answer ? undefined : parseRun(answer.data);
}

/** Asks GitHub to stop a run; `ended`: there was nothing left to stop; `unknown`: GitHub does not know it, or not yet. */
export async function cancelRun(
  { octokit, ...where }: Repo,
  runId: number,
): Promise<"cancelling" | "ended" | "unknown"> {
  const answer = await orRefusal(
    [404, 409],
    octokit.rest.actions.cancelWorkflowRun({ ...where, run_id: runId }),
  );
  if (!("refusal" in answer)) return "cancelling";
  return answer.refusal.status === 404 ? "unknown" : "ended";
}

/** Milliseconds since a run last changed, by GitHub's own clock where it says its time; undefined when there is no such run. */
export async function readStillness({ octokit, ...where }: Repo, runId: number): Promise<number | undefined> {
  const answer = await orRefusal([404], octokit.rest.actions.getWorkflowRun({ ...where, run_id: runId }));
  if ("refusal" in answer) return undefined;
  const { updated_at: changed } = Changed.parse(answer.data);
  return (Date.parse(answer.headers.date ?? "") || Date.now()) - Date.parse(changed);
}

const Changed = z.object({ updated_at: z.string() });

/** The runs of one workflow that were dispatched since then (ISO 8601), oldest first. */
export async function listDispatchedRuns(
  { octokit, ...where }: Repo,
  workflow: string,
  since: string,
): Promise<Run[]> {
  const of = {
    ...where,
    workflow_id: workflow,
    event: "workflow_dispatch",
    created: `>=${since}`,
    per_page: 100,
  };
  // A workflow that GitHub does not know (yet) has no runs; the dispatch will say so.
  const runs = await orRefusal([404], octokit.paginate(octokit.rest.actions.listWorkflowRuns, of));
  if ("refusal" in runs) return [];
  return runs.map(parseRun).toSorted((a, b) => a.id - b.id);
}

export function parseRun(data: unknown): Run {
  const run = Answer.parse(data);
  return {
    id: run.id,
    url: run.html_url,
    title: run.display_title,
    status: run.status ?? "queued",
    conclusion: run.status === "completed" ? (run.conclusion ?? "neutral") : undefined,
    headSha: run.head_sha,
    // GitHub gives `path@ref` for some events.
    path: run.path.replace(/@.*$/, ""),
    attempt: run.run_attempt ?? 1,
    createdAt: run.created_at,
  };
}

const Answer = z.object({
  id: z.int(),
  html_url: z.string(),
  display_title: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  head_sha: z.string(),
  path: z.string(),
  run_attempt: z.int().optional(),
  created_at: z.string(),
});
