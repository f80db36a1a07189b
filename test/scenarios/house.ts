import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Octokit } from "@octokit/rest";
import { expect, onTestFinished, vi } from "vitest";
import { runJobs } from "#src/cli/jobs.ts";
import { openLocalGithub, serveApp } from "#src/cli/local-github.ts";
import { shippedWorkflows } from "#src/cli/shipped-workflows.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import type { FoundBd } from "#src/effects/beads/bd/find-bd.ts";
import { connect } from "#src/effects/llm/connect.ts";
import type { Role } from "#src/local/hub/rows.ts";
import { type RunningApp, startApp } from "#src/orchestrator.ts";
import { type Script, startScriptedModel } from "../../examples/scripted-model.ts";
import { faultsOf } from "./always.ts";
import { cloneSample, pushSample, type SampleFiles } from "./sample.ts";
import { Watch } from "./watch.ts";
import { createWitness, type Witness } from "./witness.ts";

export const owner = "ada";
const home = join(import.meta.dirname, "..", "..");

export type HouseOptions = Readonly<{
  /** A folder of `examples/`. */
  sample: string;
  /** Laid over the sample before its first commit; null takes a file away. */
  files?: SampleFiles;
  script: Script;
  bd?: FoundBd;
  /** What the hub shows on the default branch beside what is committed; the shipped workflows when left out. */
  overlay?: Record<string, string>;
  /** Only the one at the start when left out. */
  sweepEveryMs?: number;
}>;

// Real jobs on a machine that has others to do: only what hangs shall end by the clock.
vi.setConfig({ testTimeout: 240_000 });

const secrets = { job: "of-the-job", planner: "of-the-planner" };

/** Nobody has to wait on loopback. */
const limits = { settleSecondsMin: 0, noChecksSecondsMax: 1, stickySecondsMin: 1 };

/**
 * The whole house on loopback: hub, runner and App, with a scripted model behind real HTTP. It is taken down when the test ends; what was
 * said with GitHub that its own descriptions object to, and what must never be (`always.ts`), fails the test then.
 */
export async function openHouse({ sample, files = {}, script, bd, overlay, ...more }: HouseOptions) {
  const { sweepEveryMs = 86_400_000 } = more;
  const dir = mkdtempSync(join(tmpdir(), "scenario-"));
  const model = await startScriptedModel(script);
  const shipped = shippedWorkflows(home).files;
  const github = await openLocalGithub({
    dir: join(dir, "hub"),
    home,
    owner,
    name: sample,
    defaultBranch: "main",
    overlay: overlay ?? shipped,
    secrets: { OPENAI_API_KEY: secrets.job },
    variables: { OPENAI_BASE_URL: model.url },
  });
  const { hub } = github;
  const remote = { name: sample, owner, url: hub.url, token: github.token };
  await pushSample(remote, files, join(dir, sample));
  const runner = runJobs({ hub, dir: join(dir, "runner"), home, env: process.env });
  const witness = createWitness();
  const watch = new Watch(() => hub.settled(), more.sweepEveryMs !== undefined);
  const app = appOf({
    watch,
    witness,
    serve: (start) => serveApp(hub, github.privateKey, start, { fetch: witness.fetchAs("app") }),
    options: {
      data: join(dir, "data"),
      run: "scenario",
      bd: bd ?? { missing: "the file store is wanted" },
      endpoint: connect({ apiKey: secrets.planner, baseUrl: model.url }),
      workerBaseUrl: null,
      limits,
      shipped,
      secrets: [secrets.planner],
      sweepEveryMs,
      onStep: watch.step,
      onFatal: watch.fail,
    },
  });
  // The first sweep looks for labels that nobody told of; the story begins after it.
  const swept = witness.heard(({ template }) => template === "/installation/repositories");
  await app.start();
  await swept;
  onTestFinished(async ({ task }) => {
    await app.stop();
    await runner.stop();
    const faults = [...witness.violations, ...faultsOf(hub, join(dir, "data"), Object.values(secrets))];
    await hub.close();
    await model.close();
    if (task.result?.state === "fail")
      console.error(`what happened: ${join(dir, "data", "trace", "trace.jsonl")}`);
    else rmSync(dir, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });
  const repo = hub.context.repoNamed(owner, sample);
  if (repo === undefined) throw new Error(`the hub has no ${owner}/${sample}`);
  const at = { owner, repo: sample };
  return {
    hub,
    at,
    dir,
    app,
    runner,
    model,
    watch,
    witness,
    /** Somebody at GitHub, with a token of their own. The owner needs no role. */
    person: (login: string, role?: Role): Octokit => {
      if (role !== undefined) hub.seed.collaborator(repo, login, role);
      const request = { fetch: witness.fetchAs(login) };
      return new Octokit({ auth: hub.seed.token(login), baseUrl: hub.url, request, log: silent });
    },
    /** A working copy of a person, with all branches. */
    clone: () => cloneSample(remote),
    /** Takes the label off an issue and puts it back. */
    labelAgain: async (issue: number, by: Octokit): Promise<void> => {
      await by.rest.issues.removeLabel({ ...at, issue_number: issue, name: "fractal" });
      await by.rest.issues.addLabels({ ...at, issue_number: issue, labels: ["fractal"] });
    },
    /** Writes the spec as an issue, and puts the label on it as `by`. */
    label: async (spec: { title: string; body: string }, by?: Octokit): Promise<number> => {
      const ada = new Octokit({
        auth: github.token,
        baseUrl: hub.url,
        request: { fetch: witness.fetchAs(owner) },
        log: silent,
      });
      const { data } = await ada.rest.issues.create({ ...at, ...spec });
      watch.follow(app.running(), rootTaskId(`${owner}/${sample}`, data.number));
      await (by ?? ada).rest.issues.addLabels({ ...at, issue_number: data.number, labels: ["fractal"] });
      return data.number;
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

type AppParts = {
  watch: Watch;
  witness: Witness;
  serve: (
    start: (probot: Parameters<typeof startApp>[0]) => Promise<RunningApp>,
  ) => ReturnType<typeof serveApp<RunningApp>>;
  options: Parameters<typeof startApp>[1];
};

/** The App, to be stopped and started again on the same data. */
function appOf({ watch, witness, serve, options }: AppParts) {
  let served: Awaited<ReturnType<AppParts["serve"]>> | undefined;
  let starts = 0;
  return {
    running: () => served?.running,
    start: async () => {
      starts += 1;
      served = await serve((probot) => {
        witness.hearWebhooks(probot);
        return startApp(probot, { ...options, run: `${options.run}-${starts}` });
      });
      watch.follow(served.running);
    },
    stop: async () => {
      const stopping = served;
      served = undefined;
      await stopping?.running.stop();
      await stopping?.close();
    },
  };
}

/** A refusal is for the story to look at. */
const silence = (): void => {};
const silent = { debug: silence, info: silence, warn: silence, error: silence };
