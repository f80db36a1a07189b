import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, join } from "node:path";
import { parseConfig, configPath } from "#src/config.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import type { Tree } from "#src/core/tree.ts";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { NeedsHuman } from "#src/errors.ts";
import { startApp, type RunningApp } from "#src/orchestrator.ts";
import { runResult } from "#src/views/result.ts";
import { renderSummary } from "#src/views/summary.ts";
import { dataDirectory } from "./data-directory.ts";
import { reachEndpoint } from "#src/endpoint.ts";
import { openLocalGithub, serveApp } from "./local-github.ts";
import { openSpecIssue } from "./spec-issue.ts";
import { createProgress, type Progress } from "./progress.ts";
import { runJobs } from "./jobs.ts";
import { shippedWorkflows } from "./shipped-workflows.ts";
import { bringBack, copyInto, openUserRepository, type UserRepository } from "./user-repository.ts";

export type RunOptions = Readonly<{
  spec: string;
  repo: string;
  base?: string;
  data?: string;
  port?: string;
  json: boolean;
}>;

/** The surroundings, handed in by the door. */
export type Surroundings = Readonly<{
  env: NodeJS.ProcessEnv;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}>;

const home = join(import.meta.dirname, "..", "..");

/** Nobody has to wait on loopback: all checks of a commit are known as soon as it is pushed. */
const loopbackLimits = { settleSecondsMin: 0, noChecksSecondsMax: 2, stickySecondsMin: 2 };

/** The main job on this machine: hub, App and runner on loopback, the person's repository in, branches out. */
export async function run(options: RunOptions, { env, stdout, stderr }: Surroundings): Promise<number> {
  const progress = createProgress(stderr);
  const spec = readSpec(options.spec);
  const repository = await openUserRepository(options.repo, env, options.base);
  parseConfig(await readOrNothing(join(repository.dir, configPath)));
  const { endpoint, apiKey } = await reachEndpoint(env);
  const data = dataDirectory(options.data, repository.dir, env);
  const bd = await findBd(env);
  if ("missing" in bd) progress.say(`tasks are kept in Beads' file format: ${bd.missing}`);
  if (repository.uncommitted > 0)
    progress.say(
      `${repository.uncommitted} uncommitted files are not part of this: it starts from ${repository.branch} at ${repository.sha.slice(0, 8)}`,
    );
  const owner = ownerName();
  const workflows = shippedWorkflows(home, repository.dir);
  if (workflows.note !== undefined) progress.say(workflows.note);
  const github = await openLocalGithub({
    dir: join(data, "hub"),
    home,
    owner,
    name: repository.name,
    defaultBranch: repository.branch,
    overlay: workflows.files,
    secrets: { OPENAI_API_KEY: apiKey },
    variables: { OPENAI_BASE_URL: endpoint.baseUrl },
    ...(options.port !== undefined && { port: portOf(options.port) }),
  });
  await copyInto(github.bare, repository, env);
  const runner = runJobs({ hub: github.hub, dir: join(data, "runner"), home, env });
  const issue = { current: 0 };
  const ended = Promise.withResolvers<"done" | "stopped">();
  let app: RunningApp | undefined;
  const watch = (tree: Tree) => {
    progress.show(tree);
    if (app !== undefined && tree.root === rootTaskId(`${owner}/${repository.name}`, issue.current))
      checkEnd(app, tree, ended.resolve);
  };
  const served = await serveApp(github.hub, github.privateKey, (probot) =>
    startApp(probot, {
      data,
      run: `${process.pid}-${Date.now().toString(36)}`,
      bd,
      endpoint,
      workerBaseUrl: null,
      limits: loopbackLimits,
      shipped: workflows.files,
      secrets: [apiKey],
      sweepEveryMs: 15_000,
      onStep: watch,
      onFatal: ended.reject,
    }),
  );
  app = served.running;
  const interrupt = () => ended.resolve("stopped");
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  let how: "done" | "stopped" = "stopped";
  try {
    issue.current = await openSpecIssue({
      url: github.hub.url,
      token: github.token,
      owner,
      repo: repository.name,
      spec,
      lastIssue: repository.lastIssue,
    });
    const root = rootTaskId(`${owner}/${repository.name}`, issue.current);
    const tree = app.forest.tree(root);
    if (tree.tasks.size > 0) watch(tree);
    how = await ended.promise;
  } finally {
    await served.running.stop();
    await runner.stop();
    await served.close();
    await github.hub.close();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    progress.done();
  }
  await bringBack(github.bare, repository, env);
  const root = rootTaskId(`${owner}/${repository.name}`, issue.current);
  return report({ how, tree: app.forest.tree(root), options, repository, data, progress, stdout });
}

/** At rest: nothing under way, nothing due but what a person must do. */
function checkEnd(app: RunningApp, tree: Tree, resolve: (how: "done") => void): void {
  setImmediate(() => {
    const now = app.forest.tree(tree.root);
    if (app.engine.isQuiet(tree.root) && now.tasks.size > 0 && stateOf(now) !== "working") resolve("done");
  });
}

function report(at: {
  how: "done" | "stopped";
  tree: Tree;
  options: RunOptions;
  repository: UserRepository;
  data: string;
  progress: Progress;
  stdout: NodeJS.WriteStream;
}): number {
  const again = `fractal run ${at.options.spec} --repo ${at.options.repo}${at.options.data === undefined ? "" : ` --data ${at.options.data}`}`;
  if (at.how === "stopped" || at.tree.tasks.size === 0) {
    at.progress.say(`stopped; nothing is lost. To go on: ${again}`);
    return 130;
  }
  const result = runResult(at.tree);
  const epic = result.epicBranch ?? at.repository.branch;
  const next = [
    {
      type: `git -C ${at.repository.dir} diff ${at.repository.branch}...${epic}`,
      why: "everything that was built",
    },
    { type: `bd list --all   # with BEADS_DIR=${at.data}/beads/.beads`, why: "the tree, in Beads" },
    { type: `less ${at.data}/trace/trace.jsonl`, why: "every event, call and decision" },
  ];
  at.progress.say(`\n${renderSummary(at.tree, { next })}`);
  if (at.options.json) at.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return result.exitCode;
}

function readSpec(file: string): { title: string; body: string } {
  const text = readOrNothing(file);
  if (text === undefined)
    throw new NeedsHuman(`${file} cannot be read`, {
      hint: "fractal run <spec.md> takes a text file that says what you want",
    });
  if (text.trim() === "")
    throw new NeedsHuman(`${file} is empty`, {
      hint: "write down what you want, and how one can tell that it is done",
    });
  const heading = /^#\s+(.+)$/m.exec(text)?.[1]?.trim();
  return { title: (heading ?? basename(file)).slice(0, 200), body: text.slice(0, 60_000) };
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new NeedsHuman(`${text} is no port`, { hint: "give --port a number below 65536, or leave it out" });
  return port;
}

function ownerName(): string {
  const name = userInfo()
    .username.replace(/[^A-Za-z0-9-]/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "you" : name;
}
