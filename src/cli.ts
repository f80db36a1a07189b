import { Command, CommanderError } from "commander";
import { NextStepError } from "./errors.ts";
import { run } from "./cli/run.ts";
import { TaskStoreError } from "./effects/beads/task-store-error.ts";

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
    .option("--json", "print one JSON document on stdout at the end", false)
    .action(
      async (
        spec: string,
        options: { repo: string; base?: string; data?: string; port?: string; json: boolean },
      ) => {
        code = await run(
          { spec, ...options },
          { env: process.env, stdout: process.stdout, stderr: process.stderr },
        );
      },
    );
  try {
    await program.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return explain(error);
  }
}

/** What went wrong and what to type next; a stack only for a bug of ours. */
function explain(error: unknown): number {
  if (error instanceof NextStepError) {
    process.stderr.write(
      `fractal: ${error.message}\n${error.hint === undefined ? "" : `  → ${error.hint}\n`}`,
    );
    return 2;
  }
  if (error instanceof TaskStoreError) {
    process.stderr.write(`fractal: ${error.message}\n`);
    return 2;
  }
  process.stderr.write(
    `fractal: this is a bug of Fractal\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return 1;
}

process.exitCode = await main();
