import type { Tree } from "#src/core/tree.ts";
import { liveTree } from "./live-tree.ts";
import { plainLines } from "./plain-lines.ts";

/** What a person watches while it runs. All of it on stderr. */
export type Progress = Readonly<{
  say: (line: string) => void;
  show: (tree: Tree) => void;
  /** What was shown last stays. */
  done: () => void;
}>;

/** A live tree on a terminal that can move its cursor, one line per change elsewhere. */
export function createProgress(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Progress {
  return stream.isTTY && env["TERM"] !== "dumb" ? liveTree(stream, env) : plainLines(stream);
}
