import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { evaluate, asText } from "./expressions.ts";
import { type StepCall, StepFailure } from "./job-state.ts";
import type { Step } from "./workflow.ts";
import { runStepProcess } from "./step-process.ts";

/** GitHub's own command lines. Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.steps[*].shell`. */
const SHELLS: { [name: string]: { command: string; extension: string } } = {
  "": { command: "bash -e {0}", extension: "sh" },
  bash: { command: "bash --noprofile --norc -eo pipefail {0}", extension: "sh" },
  sh: { command: "sh -e {0}", extension: "sh" },
  python: { command: "python {0}", extension: "py" },
};

/** Says what is wrong with a `shell:`, if anything. */
export function unsupportedShell(shell: string): string | undefined {
  if (shell in SHELLS || shell.includes("{0}")) return undefined;
  return `the shell "${shell}" is not supported here; use bash, sh, python, or a command line with {0}`;
}

/** Runs a `run:` step. */
export async function runScript(step: Step, call: StepCall): Promise<void> {
  const { frame, job, scope } = call;
  const text = (value: Parameters<typeof evaluate>[0]): string => asText(evaluate(value, scope));
  const defaults = frame.defaults.map((one) => one?.run);
  const shell = text(step.shell ?? defaults.find((one) => one?.shell !== undefined)?.shell ?? "");
  const problem = unsupportedShell(shell);
  if (problem !== undefined) throw new StepFailure(problem);
  const { command, extension } = SHELLS[shell] ?? { command: shell, extension: "sh" };
  const directory =
    step["working-directory"] ??
    defaults.find((one) => one?.["working-directory"] !== undefined)?.["working-directory"];
  const script = text(step.run ?? "");

  const path = join(job.dirs.temp, `${randomUUID()}.${extension}`);
  writeFileSync(path, script.endsWith("\n") ? script : `${script}\n`);
  announce(call, script, command);
  const [file = "bash", ...args] = command.split(/\s+/).map((part) => part.replace("{0}", path));
  const cwd = resolve(job.dirs.workspace, directory === undefined ? "." : text(directory));
  const code = await runStepProcess(call, { file, args, cwd });
  if (code !== 0) throw new StepFailure(`Process completed with exit code ${code}.`);
}

function announce({ env, job }: StepCall, script: string, command: string): void {
  const lines = script.trimEnd().split("\n");
  job.log.line(`##[group]Run ${lines[0]}`);
  for (const line of lines) job.log.line(`\u001B[36;1m${line}\u001B[0m`);
  job.log.line(`shell: ${command}`);
  if (Object.keys(env).length > 0) job.log.line("env:");
  for (const [name, value] of Object.entries(env)) job.log.line(`  ${name}: ${value}`);
  job.log.line("##[endgroup]");
}
