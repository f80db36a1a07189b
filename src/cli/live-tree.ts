import { createLogUpdate } from "log-update";
import type { Tree } from "#src/core/tree.ts";
import { type Look, treeFrame } from "./tree-frame.ts";
import type { Progress } from "./progress.ts";

/** The tree in place, what needs a person above it, and the time it has taken. */
export function liveTree(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Progress {
  const update = createLogUpdate(stream);
  const started = performance.now();
  let shown: Tree | undefined;
  const draw = () => {
    if (shown !== undefined)
      update(treeFrame(shown, lookOf(stream, env), performance.now() - started).join("\n"));
  };
  // The clock in the last line goes on while nothing else happens.
  const ticking = setInterval(draw, 1000);
  ticking.unref();
  stream.on("resize", draw);
  return {
    say: (line) => {
      update.persist(line);
      draw();
    },
    show: (tree) => {
      if (tree.tasks.size > 0) shown = tree;
      draw();
    },
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
