import type { Command } from "commander";
import type { KeptAt } from "./kept-trees.ts";
import type { Surroundings } from "./run.ts";

type Options = KeptAt & { json: boolean };

/** `fractal answer`, `tree` and `why`: on the data directory of a run. */
export function addDataCommands(
  program: Command,
  at: Pick<Surroundings, "env" | "stdout">,
  end: (exitCode: number) => void,
): void {
  onData(program, "answer")
    .description("answer a question; while a run is at work it hears it at once, else the next one does")
    .argument("<task>", taskWords)
    .argument("<text>", "a letter of an option, your own words, or a command such as '/fractal retry'")
    .addHelpText("after", said)
    .action(async (task: string, text: string, options: Options) => {
      const { answer } = await import("./answer.ts");
      end(await answer({ task, text }, options, at));
    });
  onData(program, "tree")
    .description("show the tree as it stands, and what waits for you")
    .addHelpText("after", looked)
    .action(async (options: Options) => {
      const { showTree } = await import("./show-tree.ts");
      end(await showTree(options, at));
    });
  onData(program, "why")
    .description("say why a task stands where it stands, and what was tried; no model is asked")
    .argument("<task>", taskWords)
    .addHelpText("after", looked)
    .action(async (task: string, options: Options) => {
      const { why } = await import("./why.ts");
      end(await why(task, options, at));
    });
}

const taskWords = "its id, the number of its issue, or a part of its title that no other task has";

function onData(program: Command, name: string): Command {
  return program
    .command(name)
    .option("--data <dir>", "the data directory; that of --repo and --base when left out")
    .option("--repo <dir>", "the git repository that was worked on", ".")
    .option("--base <branch>", "the branch that the work started from instead of the current one")
    .option("--json", "print one JSON document on stdout", false)
    .showHelpAfterError(`(fractal ${name} --help shows what can be typed)`);
}

const said = `
Exit status:
  0    it is kept, and heard by the run at work or by the next one
  1    the run at work heard it and did not do it
  2    the command was wrong, and nothing was said`;

const looked = `
Exit status:
  0    it was shown
  2    the command was wrong, or a run is at work there`;
