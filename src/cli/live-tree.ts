import { createLogUpdate } from "log-update";
import type { Tree } from "#src/core/tree.ts";
import type { Progress } from "./progress.ts";
import { readLine } from "./read-line.ts";
import { type Look, treeFrame } from "./tree-frame.ts";

/**
 * The tree in place, what needs a person above it, and the time it has taken.
 * @param person where somebody types
 */
export function liveTree(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  person?: NodeJS.ReadStream,
): Progress {
  const update = createLogUpdate(stream);
  const started = performance.now();
  let shown: Tree | undefined;
  /** What is to be said when the person has answered. */
  let held: string[] | undefined;
  const draw = () => {
    if (shown !== undefined && held === undefined)
      update(treeFrame(shown, lookOf(stream, env), performance.now() - started).join("\n"));
  };
  // The clock in the last line goes on while nothing else happens.
  const ticking = setInterval(draw, 1000);
  ticking.unref();
  stream.on("resize", draw);
  return {
    say: (line) => {
      if (held !== undefined) return void held.push(line);
      update.persist(line);
      draw();
    },
    show: (tree) => {
      if (tree.tasks.size > 0) shown = tree;
      draw();
    },
    ...(person && {
      ask: async (lines, prompt, signal) => {
        held = [];
        update.clear();
        // The cursor is there again.
        update.done();
        stream.write(`${lines.join("\n")}\n`);
        const line = await readLine(prompt, { input: person, output: stream, signal });
        for (const each of held.splice(0)) update.persist(each);
        held = undefined;
        draw();
        return line;
      },
    }),
    done: () => {
      clearInterval(ticking);
      stream.off("resize", draw);
      draw();
      update.done();
      shown = undefined;
    },
  };
}

function lookOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Look {
  // One column less than there are: a line that fills the last one makes some terminals wrap.
  const width = Math.max(20, (stream.columns || 80) - 1);
  return { width, height: Math.max(4, (stream.rows || 24) - 1), colour: stream.hasColors?.(env) ?? false };
}
