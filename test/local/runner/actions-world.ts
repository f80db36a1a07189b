import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HubRunnerHost } from "#src/local/hub/actions/runner-host.ts";
import type { ActionsSettings } from "#src/local/hub/context.ts";
import { startRunner, type RunnerOptions } from "#src/local/runner/runner.ts";
import { startWorld } from "#test/local/hub/world.ts";

/** A hub and a runner that takes its runs; the steps find git, bash and node on this machine's own PATH. */
export async function startActionsWorld(
  options: Partial<RunnerOptions> & {
    settings?: Partial<ActionsSettings>;
    dir?: string;
    overlay?: Record<string, string>;
  } = {},
) {
  const { settings, dir, overlay, ...rest } = options;
  const world = await startWorld({
    ...(dir && { dir }),
    ...(overlay && { overlay: { "ada/demo": overlay } }),
  });
  world.hub.seed.actionsSettings(world.repo, { secrets: {}, variables: {}, ...settings });
  const workDir = mkdtempSync(join(tmpdir(), "runner-"));
  const faults: string[] = [];
  const log = (line: string): void => void (line.includes("failed") && faults.push(line));
  const host = new HubRunnerHost(world.hub.context);
  const runner = startRunner({ host, workDir, path: process.env["PATH"] ?? "", log, ...rest });
  const { ada, at } = world;

  const jobs = async (runId: number) =>
    (await ada.actions.listJobsForWorkflowRun({ ...at, run_id: runId })).data.jobs;
  const runs = async () => (await ada.actions.listWorkflowRunsForRepo({ ...at })).data.workflow_runs;
  const jobLog = async (jobId: number): Promise<string> => {
    const { data } = await ada.actions.downloadJobLogsForWorkflowRun({ ...at, job_id: jobId });
    return String(data);
  };
  return {
    ...world,
    runner,
    workDir,
    jobs,
    runs,
    log: jobLog,
    /** Pushes these files as a first commit, waits for the one run it starts, and looks at it. */
    pushed: async (files: Record<string, string>) => {
      const sha = await world.firstPush(files);
      await runner.idle();
      return seen(sha);
    },
    /** Commits on a branch and pushes it. */
    pushBranch: (branch: string, files: Record<string, string>): Promise<string> =>
      world.push(branch, files, `Work on ${branch}`),
    seen,
    [Symbol.asyncDispose]: async () => {
      await runner.stop();
      await world[Symbol.asyncDispose]();
      rmSync(workDir, { recursive: true, force: true });
      if (faults.length > 0) throw new Error(faults.join("\n"));
    },
  };

  /** The run of a commit, with its jobs by name, their check runs and logs. */
  async function seen(sha: string) {
    const run = (await runs()).find((one) => one.head_sha === sha);
    if (run === undefined) throw new Error(`no workflow ran on ${sha}`);
    const byName = new Map((await jobs(run.id)).map((job) => [job.name, job]));
    const job = (name: string) => {
      const found = byName.get(name);
      if (found === undefined) throw new Error(`no job ${name}, but ${[...byName.keys()].join(", ")}`);
      return found;
    };
    return {
      run,
      job,
      conclusions: Object.fromEntries([...byName].map(([name, { conclusion }]) => [name, conclusion])),
      steps: (name: string) => job(name).steps?.map((step) => [step.name, step.conclusion]),
      check: async (name: string) => (await ada.checks.get({ ...at, check_run_id: job(name).id })).data,
      annotations: async (name: string) =>
        (await ada.checks.listAnnotations({ ...at, check_run_id: job(name).id })).data.map(
          ({ path, start_line, annotation_level, message }) => ({
            path,
            start_line,
            annotation_level,
            message,
          }),
        ),
      /** What the job printed, without times and without the lines that announce its steps. */
      printed: async (name: string) => printedIn(await jobLog(job(name).id)),
      log: () => jobLog([...byName.values()][0]?.id ?? 0),
    };
  }
}

export type ActionsWorld = Awaited<ReturnType<typeof startActionsWorld>>;

export function workflow(text: string): Record<string, string> {
  return { ".github/workflows/ci.yml": text };
}

function printedIn(log: string): string[] {
  const lines = log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^\S+Z /, ""));
  const printed: string[] = [];
  let folded = false;
  for (const line of lines) {
    if (line.startsWith("##[group]Run ")) folded = true;
    if (!folded) printed.push(line);
    if (line === "##[endgroup]") folded = false;
  }
  return printed;
}
