import { Command, CommanderError } from "commander";
import { addDataCommands } from "./cli/data-commands.ts";
import { explain } from "./cli/explain.ts";
import type { RunOptions } from "./cli/prepare.ts";
import { TaskStoreError } from "./effects/beads/task-store-error.ts";
import { NextStepError } from "./errors.ts";

/** The terminal's door. Exit 0: ready for review · 1: failed · 2: usage · 3: waiting for a person. */
async function main(): Promise<number> {
  let code = 0;
  const program = new Command("fractal")
    .description("Turns a spec into a tree of small, checked tasks and one pull request to review")
    .exitOverride()
    .showHelpAfterError("(fractal --help shows what can be typed)");
  program
    .command("run")
    .description(
      "plan a spec, do its tasks with small models on this machine, and leave the result as branches",
    )
    .argument("<spec.md>", "what you want, in your own words")
    .option("--repo <dir>", "the git repository to work on", ".")
    .option("--base <branch>", "start from this branch instead of the current one")
    .option("--data <dir>", "keep tasks, inbox and trace here; started again with it, a run goes on")
    .option("--port <number>", "port of the loopback GitHub; any free one when left out")
    .option(
      "--done <issue>",
      "you did this task by hand on the epic branch: close its issue as completed and go on; can be given again",
      (issue: string, before: readonly string[]) => [...before, issue],
      [],
    )
    .option("--answers <file>", "answers to questions, written down beforehand as YAML or JSON")
    .option("--json", "print one JSON document on stdout at the end", false)
    .showHelpAfterError("(fractal run --help shows what can be typed)")
    .addHelpText("after", surroundings)
    .action(async (spec: string, options: Omit<RunOptions, "spec">) => {
      // Only now: help and mistakes are answered at once.
      const { run } = await import("./cli/run.ts");
      code = await run(
        { spec, ...options },
        { env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
      );
    });
  const end = (exitCode: number) => {
    code = exitCode;
  };
  addDataCommands(program, { env: process.env, stdout: process.stdout }, end);
  program
    .command("replay")
    .description("decide every event of a trace once more with this version, and show the first difference")
    .argument("<trace.jsonl>", "the trace of a data directory: <data>/trace/trace.jsonl")
    .option("--json", "print one JSON document on stdout", false)
    .showHelpAfterError("(fractal replay --help shows what can be typed)")
    .addHelpText("after", replayed)
    .action(async (trace: string, options: { json: boolean }) => {
      const { replay } = await import("./cli/replay.ts");
      code = replay(trace, options, { stdout: process.stdout });
    });
  try {
    await program.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`fractal: ${explain(error)}\n`);
    return isUsage(error) ? 2 : 1;
  }
}

const surroundings = `
Surroundings:
  OPENAI_BASE_URL    any OpenAI-compatible endpoint; OpenAI's own when left out
  OPENAI_API_KEY     its key
  BD_BIN             the bd that keeps the tasks; one on the PATH when left out

Exit status:
  0    the root pull request is open and its checks are green
  3    it waits for a person
  1    it failed
  2    the command or its surroundings were wrong, and nothing was begun
  130  it was stopped; the same command goes on

On a terminal it asks there what only you can decide. Answers for a run without one: --answers <file>, a list such as
  - { question: a part of its title, answer: a }
where answer is the letter of an option or words, and times: 3 lets it answer three questions.

Models, budget and limits are in .github/fractal.yml of the repository.`;

const replayed = `
Exit status:
  0    every decision is the same
  1    one is another: line, event, task and what differs are said
  2    it is no trace that this version can replay`;

/** Nothing was begun: something about the command or its surroundings is to be changed. */
function isUsage(error: unknown): boolean {
  return error instanceof NextStepError || error instanceof TaskStoreError;
}

// Whoever reads us may go away (`fractal run … | head`); that ends nothing that is under way.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
process.exitCode = await main();
// What is still open then has no say any more.
setTimeout(() => process.exit(), 2000).unref();
if (process.connected) process.disconnect();
