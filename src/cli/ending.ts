import type { Tree } from "#src/core/tree.ts";
import { exitCodeOf, runResult } from "#src/views/result.ts";
import { renderSummary } from "#src/views/summary.ts";
import { type Command, nextSteps } from "./next-steps.ts";
import type { Prepared } from "./prepare.ts";

/** What `fractal run` says in the end, in words and as a document. */
export type Ending = Readonly<{ words: string; document: string; exitCode: number }>;

/** @param stopped the exit code, when it was ended before its time */
export function endingOf(
  tree: Tree,
  prepared: Prepared,
  { command, stopped, env }: { command: Command; stopped?: number | undefined; env: NodeJS.ProcessEnv },
): Ending {
  const exitCode = stopped ?? exitCodeOf(tree);
  return {
    words: renderSummary(tree, { next: nextSteps(tree, prepared, { command, env }) }),
    document: `${JSON.stringify(runResult(tree, { exitCode }), null, 2)}\n`,
    exitCode,
  };
}
