import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { asText } from "./expressions.ts";
import { parseAssignments } from "./file-command.ts";
import { githubVariables, runnerContext } from "./github-context.ts";
import { type StepCall, StepFailure } from "./job-state.ts";
import { TRACKING } from "./orphans.ts";
import { stepGithub } from "./scope.ts";
import { StepOutput } from "./step-output.ts";

export interface StepProcess {
  file: string;
  args: string[];
  /** The workspace when left out. */
  cwd?: string;
  /** Beyond what every step sees. */
  env?: { [name: string]: string };
}

/** Runs a process of a step with its whole environment, obeys what it prints and writes; answers with the exit code. */
export async function runStepProcess(call: StepCall, process: StepProcess): Promise<number> {
  const { job } = call;
  const files = new FileCommands(job.dirs.temp);
  const output = new StepOutput(call);
  const code = await job.groups.run({
    file: process.file,
    args: process.args,
    cwd: process.cwd ?? job.dirs.workspace,
    env: { ...stepEnvironment(call, process.env), ...files.variables() },
    onLine: (line) => output.line(line),
    signal: call.signal,
  });
  files.apply(call, output);
  return code;
}

/** Everything a step's process sees, but the files it may write commands to. Nothing is inherited. */
export function stepEnvironment(
  call: StepCall,
  extra: { [name: string]: string } = {},
): { [name: string]: string } {
  const { job } = call;
  const runner = Object.entries(runnerContext(job.dirs)).map(([name, value]) => [
    `RUNNER_${name.toUpperCase()}`,
    asText(value),
  ]);
  return {
    HOME: job.dirs.home,
    LANG: "C.UTF-8",
    CI: "true",
    ...job.setup.env,
    ...call.env,
    ...extra,
    PATH: [...job.path, call.env["PATH"] ?? job.setup.path].join(delimiter),
    ...githubVariables(stepGithub(call.frame, call.name)),
    ...Object.fromEntries(runner),
    [TRACKING]: job.trackingId,
  };
}

const SUMMARY_LIMIT = 1024 * 1024;
const FILES = {
  env: "GITHUB_ENV",
  output: "GITHUB_OUTPUT",
  path: "GITHUB_PATH",
  state: "GITHUB_STATE",
  summary: "GITHUB_STEP_SUMMARY",
};

/** The files through which one process sets variables, outputs, paths, state and its summary. */
class FileCommands {
  readonly #dir: string;

  constructor(temp: string) {
    this.#dir = join(temp, "_runner_file_commands", randomUUID());
    mkdirSync(this.#dir, { recursive: true });
    for (const name of Object.keys(FILES)) writeFileSync(join(this.#dir, name), "");
  }

  variables(): { [name: string]: string } {
    return Object.fromEntries(
      Object.entries(FILES).map(([name, variable]) => [variable, join(this.#dir, name)]),
    );
  }

  apply({ job, outputs, state }: StepCall, output: StepOutput): void {
    Object.assign(outputs, this.#assignments("output"));
    Object.assign(state, this.#assignments("state"));
    for (const [name, value] of Object.entries(this.#assignments("env"))) {
      if (name === "NODE_OPTIONS")
        throw new StepFailure("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
      if (!/^(GITHUB|RUNNER)_/.test(name)) job.env[name] = value;
    }
    job.path.unshift(
      ...this.#text("path")
        .split(/\r?\n/)
        .filter((line) => line !== "")
        .reverse(),
    );
    const summary = this.#text("summary");
    if (Buffer.byteLength(summary) > SUMMARY_LIMIT) {
      output.error(
        `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${SUMMARY_LIMIT / 1024}k`,
      );
    } else if (summary.trim() !== "") {
      job.summaries.push(job.log.masks.apply(summary));
    }
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #assignments(name: keyof typeof FILES): { [name: string]: string } {
    try {
      return Object.fromEntries(parseAssignments(this.#text(name)));
    } catch (cause) {
      throw new StepFailure(
        `Unable to process file command '${name}' successfully. ${(cause as Error).message}`,
        { cause },
      );
    }
  }

  #text(name: keyof typeof FILES): string {
    return readFileSync(join(this.#dir, name), "utf8");
  }
}
