import type { Tree } from "#src/core/tree.ts";
import { liveTree } from "./live-tree.ts";
import { plainLines } from "./plain-lines.ts";

/** What a person watches while it runs. All of it on stderr. */
export type Progress = Readonly<{
  say: (line: string) => void;
  show: (tree: Tree) => void;
  /**
   * Asks whoever sits at the terminal; what is shown waits meanwhile. Absent where nobody does.
   * @returns what they typed; undefined when it was not asked any more
   */
  ask?: (lines: readonly string[], prompt: string, signal: AbortSignal) => Promise<string | undefined>;
  /** What was shown last stays. */
  done: () => void;
}>;

/** A live tree on a terminal that can move its cursor, one line per change elsewhere. */
export function createProgress(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  input: NodeJS.ReadStream,
): Progress {
  const person = input.isTTY && stream.isTTY ? input : undefined;
  return stream.isTTY && env["TERM"] !== "dumb" ? liveTree(stream, env, person) : plainLines(stream, person);
}
