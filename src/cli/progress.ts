import { createLogUpdate } from "log-update";
import { moneyOf } from "#src/core/budget.ts";
import { shownStatus } from "#src/core/mirror-state.ts";
import type { Tree } from "#src/core/tree.ts";
import { oneLine } from "#src/views/plain.ts";
import { renderTree } from "#src/views/status-tree.ts";
import { statusWord } from "#src/views/status-word.ts";

/** What a person watches while it runs: a live tree on a terminal, one line per change elsewhere. All of it on stderr. */
export type Progress = Readonly<{
  say: (line: string) => void;
  show: (tree: Tree) => void;
  done: () => void;
}>;

export function createProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? liveTree(stream) : plainLines(stream);
}

function liveTree(stream: NodeJS.WriteStream): Progress {
  const update = createLogUpdate(stream);
  let last = "";
  return {
    say: (line) => {
      update.clear();
      stream.write(`${line}\n`);
      update(last);
    },
    show: (tree) => {
      last = renderTree(tree, { width: Math.max(40, stream.columns ?? 80), colour: true }).join("\n");
      update(last);
    },
    done: () => update.done(),
  };
}

function plainLines(stream: NodeJS.WriteStream): Progress {
  const seen = new Map<string, string>();
  return {
    say: (line) => void stream.write(`${line}\n`),
    show: (tree) => {
      for (const task of tree.tasks.values()) {
        const status = shownStatus(task);
        const attempt = task.attempts.at(-1);
        const state = `${status}/${attempt?.n ?? 0}`;
        if (seen.get(task.id) === state) continue;
        seen.set(task.id, state);
        const tries = attempt !== undefined && attempt.n > 1 ? `, attempt ${attempt.n}` : "";
        const money = moneyOf(tree);
        const { glyph, word } = statusWord(status);
        stream.write(
          `${glyph} ${word.padEnd(10)} ${oneLine(task.title)} (${task.size}${tries})  $${money.spentUsd.toFixed(4)}\n`,
        );
      }
    },
    done: () => undefined,
  };
}
