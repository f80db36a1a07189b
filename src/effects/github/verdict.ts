import { z } from "zod";
import { type Verdict, verdictOf } from "#src/core/verdict.ts";
import type { Repo } from "./client.ts";

/**
 * What CI says of one exact commit, read anew: check suites, check runs, Actions runs and commit statuses.
 * @param required names that decide alone; none: all that ran
 */
export async function readVerdict(
  repo: Repo,
  sha: string,
  required: readonly string[] = [],
): Promise<Verdict> {
  const { octokit, ...where } = repo;
  const of = { ...where, ref: sha, per_page: 100 };
  const [suites, checkRuns, runs, combined] = await Promise.all([
    octokit.paginate(octokit.rest.checks.listSuitesForRef, of),
    octokit.paginate(octokit.rest.checks.listForRef, of),
    octokit.paginate(octokit.rest.actions.listWorkflowRunsForRepo, {
      ...where,
      head_sha: sha,
      per_page: 100,
    }),
    octokit.rest.repos.getCombinedStatusForRef(of),
  ]);
  return verdictOf(
    {
      suites: z.array(Suite).parse(suites),
      checkRuns: z.array(CheckRun).parse(checkRuns),
      runs: z.array(Run).parse(runs),
      statuses: Combined.parse(combined.data).statuses,
    },
    required,
  );
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const Suite = z
  .object({
    id: z.int(),
    status: text,
    latest_check_runs_count: z.int(),
    app: z.object({ slug: z.string().optional() }).nullable(),
  })
  .transform(({ id, status, app, latest_check_runs_count: runs }) => ({
    id,
    runs,
    status: status ?? "queued",
    app: app?.slug ?? "checks",
  }));

const CheckRun = z
  .object({
    id: z.int(),
    name: z.string(),
    status: z.string(),
    conclusion: text,
    html_url: text,
    check_suite: z.object({ id: z.int() }).nullable(),
  })
  .transform(({ check_suite, html_url: url, ...run }) => ({ ...run, url, suiteId: check_suite?.id }));

const Run = z
  .object({
    id: z.int(),
    name: text,
    path: z.string(),
    status: text,
    conclusion: text,
    html_url: text,
    check_suite_id: z.int().optional(),
  })
  .transform(({ id, name, path, status, conclusion, html_url: url, check_suite_id: suiteId }) => ({
    id,
    suiteId,
    // GitHub gives `path@ref` for some events.
    path: path.replace(/@.*$/, ""),
    name: name ?? path,
    status: status ?? "queued",
    conclusion,
    url,
  }));

const Combined = z.object({
  statuses: z.array(
    z
      .object({ context: z.string(), state: z.string(), target_url: text })
      .transform(({ context, state, target_url: url }) => ({ context, state, url })),
  ),
});
