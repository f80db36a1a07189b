import { z } from "zod";
import type { VerdictCheck } from "#src/core/commit-checks.ts";
import { type Digest, digestLog } from "#src/core/digest.ts";
import { AS_STREAM, readTail } from "./body-stream.ts";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";

/** Of a longer log only the end is read: the failure is there, and it is hostile text. */
const LOG_BYTES_MAX = 4_000_000;

/**
 * The digest of the first red check that tells anything: a job's log, else what the check itself says (title, summary, annotations).
 * @param failing `Verdict.failing`
 */
export async function readFailure(repo: Repo, failing: readonly VerdictCheck[]): Promise<Digest> {
  for (const check of failing) {
    const text = await textOf(repo, check);
    if (text !== undefined && text.trim() !== "") return digestLog(text);
  }
  const words = failing.map(({ name, conclusion }) => `${name}: ${conclusion}`);
  return { digest: words.join("\n"), signature: `checks: ${words.join(" | ")}`.slice(0, 300) };
}

async function textOf(repo: Repo, { kind, id }: VerdictCheck): Promise<string | undefined> {
  if (id === undefined) return undefined;
  if (kind === "run") return firstFailedJobLog(repo, id);
  if (kind !== "check") return undefined;
  return (await readJobLog(repo, id)) ?? checkText(repo, id);
}

/** A job's log; of an Actions job the check run has the same id. `undefined` when GitHub keeps none. */
export async function readJobLog({ octokit, ...where }: Repo, jobId: number): Promise<string | undefined> {
  const answer = await orRefusal(
    [403, 404, 410],
    octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...where, job_id: jobId, request: AS_STREAM }),
  );
  return "refusal" in answer ? undefined : (await readTail(answer.data, LOG_BYTES_MAX)).toString("utf8");
}

async function firstFailedJobLog(repo: Repo, runId: number): Promise<string | undefined> {
  const { octokit, ...where } = repo;
  const answer = await orRefusal(
    [404],
    octokit.rest.actions.listJobsForWorkflowRun({ ...where, run_id: runId, per_page: 100 }),
  );
  if ("refusal" in answer) return undefined;
  const failed = Jobs.parse(answer.data).jobs.find(({ conclusion }) => RED.includes(conclusion ?? ""));
  return failed && readJobLog(repo, failed.id);
}

const RED = ["failure", "timed_out", "cancelled"];

async function checkText({ octokit, ...where }: Repo, checkRunId: number): Promise<string | undefined> {
  const at = { ...where, check_run_id: checkRunId };
  const answer = await orRefusal([404], octokit.rest.checks.get(at));
  if ("refusal" in answer) return undefined;
  const { output } = Check.parse(answer.data);
  const { data } = await octokit.rest.checks.listAnnotations({ ...at, per_page: 30 });
  const marks = Annotations.parse(data)
    .filter(({ annotation_level: level }) => level === "failure")
    .map(({ path, start_line: line, message }) => `${path}:${line}: error: ${message ?? ""}`);
  return [...marks, output.title ?? "", output.summary ?? ""].filter((part) => part !== "").join("\n");
}

const Jobs = z.object({ jobs: z.array(z.object({ id: z.int(), conclusion: z.string().nullable() })) });
const Check = z.object({
  output: z.object({ title: z.string().nullable(), summary: z.string().nullable() }),
});
const Annotations = z.array(
  z.object({
    path: z.string(),
    start_line: z.int(),
    annotation_level: z.string().nullable(),
    message: z.string().nullable(),
  }),
);
