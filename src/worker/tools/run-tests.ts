import { redactSecrets } from "#src/core/secrets.ts";
import { type CommandResult, runCommand } from "#src/worker/process.ts";
import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

export async function runTests(args: ArgsOf<"run_tests">, context: WorkerContext): Promise<ToolResult> {
  const { briefing, childEnv, signal } = context;
  const command = args.command ?? briefing.verify;
  if (command === null)
    return { ok: false, text: "this task has no check to run; submit and say how you made sure" };
  const timeoutMs = Math.max(1000, Math.min(briefing.limits.testMs, context.remainingMs()));
  const result = await runCommand(command, {
    cwd: context.workspace,
    env: childEnv,
    timeoutMs,
    outputBytes: briefing.limits.testOutputBytes,
    signal,
  });
  context.testsRun.push({ command, exit: result.exit ?? -1 });
  const passed = result.exit === 0;
  if (command === briefing.verify) context.green = passed;
  const output = redactSecrets(result.output, context.known);
  return { ok: passed, text: `${howItEnded(result, timeoutMs)}\n${output || "(no output)"}` };
}

function howItEnded({ exit, ended }: CommandResult, timeoutMs: number): string {
  if (ended === "timeout") return `killed: not done after ${timeoutMs / 1000} s`;
  if (ended === "output") return "killed: it wrote without end";
  if (ended === "stopped") return "killed: the attempt was stopped";
  return exit === null ? "killed by a signal" : `exit ${exit}`;
}
