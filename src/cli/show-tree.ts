import { needsYou } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { runResult } from "#src/views/result.ts";
import { renderTree } from "#src/views/status-tree.ts";
import { answerSteps } from "./answer-steps.ts";
import { type KeptAt, keptDirectory, lookAtTrees } from "./kept-trees.ts";
import type { Surroundings } from "./run.ts";
import { needLine } from "./tree-frame.ts";

/** `fractal tree`: the trees of a data directory as they stand, and what waits for a person. */
export async function showTree(
  options: KeptAt & { json: boolean },
  { env, stdout }: Pick<Surroundings, "env" | "stdout">,
): Promise<number> {
  const dir = await keptDirectory(options, env);
  const trees = await lookAtTrees(dir, env);
  if (options.json) {
    const document = { v: 1, trees: trees.map((tree) => runResult(tree)) };
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  const look = {
    width: Math.max(40, (stdout.columns || 100) - 1),
    colour: stdout.isTTY && stdout.hasColors(env),
  };
  const shown = trees.map((tree) => [...renderTree(tree, look), ...waiting(tree, dir, env)].join("\n"));
  stdout.write(shown.length === 0 ? "nothing was planned yet\n" : `${shown.join("\n\n")}\n`);
  return 0;
}

function waiting(tree: Tree, dir: string, env: NodeJS.ProcessEnv): string[] {
  const steps = answerSteps(tree, dir, env);
  return [
    ...needsYou(tree).map((need) => needLine(tree, need)),
    ...steps.flatMap(({ type, why }) => [`  # ${why}`, `  ${type}`]),
  ];
}
