import { moneyOf } from "#src/core/budget.ts";
import { shownStatus } from "#src/core/mirror-state.ts";
import { needsYou } from "#src/core/needs-you.ts";
import type { Task } from "#src/core/tree.ts";
import { oneLine } from "#src/views/plain.ts";
import { statusWord } from "#src/views/status-word.ts";
import type { Progress } from "./progress.ts";
import { readLine } from "./read-line.ts";
import { needLine } from "./tree-frame.ts";

/** For logs and pipes: a line for each change of a task, and for each thing that waits for a person. */
export function plainLines(stream: NodeJS.WriteStream, person?: NodeJS.ReadStream): Progress {
  const seen = new Map<string, string>();
  const isNews = (key: string, value: string) => seen.get(key) !== value && seen.set(key, value);
  const say = (line: string) => void stream.write(`${line}\n`);
  return {
    say,
    show: (tree) => {
      for (const task of tree.tasks.values()) {
        const state = `${shownStatus(task)}/${task.attempts.length}`;
        if (isNews(task.id, state)) say(lineOf(task, moneyOf(tree).spentUsd));
      }
      for (const need of tree.tasks.size > 0 ? needsYou(tree) : [])
        if (isNews(`needs-you/${need.task}`, need.what)) say(needLine(tree, need));
    },
    ...(person && {
      ask: async (lines, prompt, signal) => {
        for (const line of lines) say(line);
        return readLine(prompt, { input: person, output: stream, signal });
      },
    }),
    done: () => undefined,
  };
}

function lineOf(task: Task, spentUsd: number): string {
  const { glyph, word } = statusWord(shownStatus(task));
  const tries = task.attempts.length > 1 ? `, attempt ${task.attempts.length}` : "";
  return `${glyph} ${word.padEnd(10)} ${oneLine(task.title)} (${task.size}${tries})  $${spentUsd.toFixed(4)}`;
}
