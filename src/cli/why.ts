import { shownStatus } from "#src/core/mirror-state.ts";
import { clip, oneLine } from "#src/views/plain.ts";
import { whyBlocks } from "#src/views/why.ts";
import { findTask } from "./find-task.ts";
import { type KeptAt, keptDirectory, lookAtTrees } from "./kept-trees.ts";
import { readable } from "./readable.ts";
import type { Surroundings } from "./run.ts";

/** `fractal why`: why a task stands where it stands, read off its row; no model is asked. */
export async function why(
  wanted: string,
  options: KeptAt & { json: boolean },
  { env, stdout }: Pick<Surroundings, "env" | "stdout">,
): Promise<number> {
  const trees = await lookAtTrees(await keptDirectory(options, env), env);
  const { tree, task } = findTask(trees, wanted);
  const words = readable(whyBlocks(tree, task).filter((block) => block !== ""));
  const { id, issue, title } = task;
  const document = { v: 1, task: id, issue: issue?.number ?? null, title, status: shownStatus(task), words };
  const heading = `${clip(oneLine(title), 120)}${issue === undefined ? "" : ` (#${issue.number})`}`;
  stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${heading}\n\n${words}\n`);
  return 0;
}
