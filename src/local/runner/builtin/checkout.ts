import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Builtin } from "./builtin-action.ts";
import { type StepCall, StepFailure } from "../job-state.ts";
import { stepEnvironment } from "../step-process.ts";

/** `actions/checkout`: a real `git fetch` from the server with the job's token. */
export const checkout: Builtin = {
  main: async (call, inputs) => {
    refuseUnsupported(inputs);
    const { job } = call;
    const repository = inputs["repository"] || job.run.repository.fullName;
    const directory = resolve(job.dirs.workspace, inputs["path"] ?? ".");
    const depth = Number(inputs["fetch-depth"] ?? 1);
    const git = gitIn(call, directory, inputs["token"] || job.token);
    job.log.line(`Syncing repository: ${repository}`);
    await prepare(git, directory, inputs["clean"] !== "false");
    await git(["config", "--local", "remote.origin.url", `${job.run.urls.server}/${repository}.git`]);
    await git(["config", "--local", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
    const target = await targetOf(call, inputs["ref"] ?? "", repository, git);
    const history = depth > 0 ? [`--depth=${depth}`, "--no-tags"] : ["--tags"];
    const everything = depth > 0 ? [] : ["+refs/heads/*:refs/remotes/origin/*"];
    await git([
      "-c",
      "protocol.version=2",
      "fetch",
      "--prune",
      "--no-recurse-submodules",
      ...history,
      "origin",
      ...everything,
      target.refspec,
    ]);
    await git(["checkout", "--progress", "--force", ...target.checkout]);
    const commit = await git(["log", "-1", "--format=%H"]);
    if ((inputs["persist-credentials"] ?? "true") !== "false")
      await persist(call, git, inputs["token"] || job.token);
    call.outputs["ref"] = inputs["ref"] || job.run.ref;
    call.outputs["commit"] = commit.trim();
  },
  post: async (call) => {
    const file = call.state["credentials"];
    if (file !== undefined) rmSync(file, { force: true });
  },
};

type Git = (args: string[]) => Promise<string>;

function refuseUnsupported(inputs: { [name: string]: string }): void {
  for (const name of ["submodules", "lfs", "ssh-key"]) {
    const value = inputs[name];
    if (value !== undefined && value !== "" && value !== "false") {
      throw new StepFailure(`actions/checkout: the input ${name} is not supported by the local runner`);
    }
  }
}

/** What is there already: a clone is cleaned and used again, anything else makes way, as in the real action. */
async function prepare(git: Git, directory: string, clean: boolean): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const isClone = existsSync(join(directory, ".git"));
  const others = isClone ? [] : readdirSync(directory);
  for (const name of others) rmSync(join(directory, name), { recursive: true, force: true });
  await git(["init", "-q", directory]);
  if (isClone && clean) {
    await git(["clean", "-ffdxq"]);
    await git(["reset", "--hard", "--quiet", "HEAD"]);
  }
}

interface Target {
  refspec: string;
  checkout: string[];
}

/** What to fetch and how to check it out, as the real action does: a branch as a branch, anything else detached. */
async function targetOf(call: StepCall, ref: string, repository: string, git: Git): Promise<Target> {
  const { run } = call.job;
  const own = repository.toLowerCase() === run.repository.fullName.toLowerCase();
  if (own && (ref === "" || ref === run.ref)) return targetOfRef(run.ref, run.sha);
  if (/^[0-9a-f]{40}$/i.test(ref))
    return { refspec: `+${ref}:refs/remotes/origin/${ref}`, checkout: ["--detach", ref] };
  if (ref.startsWith("refs/")) return targetOfRef(ref, ref);
  const listed = await git([
    "ls-remote",
    "--symref",
    "origin",
    ...(ref === "" ? ["HEAD"] : [`refs/heads/${ref}`, `refs/tags/${ref}`]),
  ]);
  const name =
    ref === ""
      ? /^ref: (\S+)\tHEAD$/m.exec(listed)?.[1]
      : /\t(refs\/(?:heads|tags)\/\S+)$/m.exec(listed)?.[1];
  if (name === undefined) throw new StepFailure(`A branch or tag with the name '${ref}' could not be found`);
  return targetOfRef(name, name);
}

function targetOfRef(ref: string, source: string): Target {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const local =
    branch === undefined
      ? ref.replace(/^refs\/(?!tags\/)/, "refs/remotes/")
      : `refs/remotes/origin/${branch}`;
  return {
    refspec: `+${source}:${local}`,
    checkout: branch === undefined ? ["--detach", local] : ["-B", branch, local],
  };
}

/** Runs git with the token in its environment, which no other process sees. */
function gitIn(call: StepCall, directory: string, token: string): Git {
  const { job } = call;
  const env = {
    ...stepEnvironment(call),
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: headerKey(call),
    GIT_CONFIG_VALUE_0: authorization(token),
  };
  return async (args) => {
    const lines: string[] = [];
    job.log.line(`[command]git ${args.join(" ")}`);
    const onLine = (line: string): void => {
      lines.push(line);
      job.log.line(line);
    };
    const code = await job.groups.run({
      file: "git",
      args: ["-C", directory, ...args],
      cwd: job.dirs.workspace,
      env,
      onLine,
      signal: call.signal,
    });
    if (code !== 0)
      throw new StepFailure(
        `The process 'git ${args[0]}' failed with exit code ${code}: ${lines.at(-1) ?? ""}`,
      );
    return lines.join("\n");
  };
}

/** Later steps may use git with the token: it is in a file of the job, not in `.git/config`, and goes when the job ends. */
async function persist(call: StepCall, git: Git, token: string): Promise<void> {
  const file = join(call.job.dirs.temp, `git-credentials-${randomUUID()}.config`);
  writeFileSync(file, `[http "${call.job.run.urls.server}/"]\n\textraheader = ${authorization(token)}\n`, {
    mode: 0o600,
  });
  await git(["config", "--local", "include.path", file]);
  call.state["credentials"] = file;
}

function headerKey(call: StepCall): string {
  return `http.${call.job.run.urls.server}/.extraheader`;
}

function authorization(token: string): string {
  return `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
}
