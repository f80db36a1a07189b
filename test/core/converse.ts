import { verbs } from "#src/core/read-command.ts";
import type { Task } from "#src/core/tree.ts";
import type { Draw } from "./story.ts";
import type { Talk } from "./talk.ts";

const who = ["alice", "bob", "mallory"];
const words = [
  "Go left.",
  "b",
  "/fractal",
  "/fractal retry with care",
  "/fractal budget +1",
  "/fractal model gpt-5",
];

/** One thing that people say at any time, on any issue: a command, words, an edit of either, or boxes; drawn. */
export function converse(story: Talk, draw: Draw): void {
  const tasks = [...story.tree.tasks.values()].filter(({ issue }) => issue !== undefined);
  const asking = tasks.filter(({ question }) => question?.askedAt !== undefined);
  const task = drawn(asking.length > 0 && draw(2) === 0 ? asking : tasks, draw);
  if (task === undefined) return;
  const on = task.parent === null ? "root" : task.title;
  const by = who[draw(who.length)] ?? "alice";
  const verb = verbs[draw(verbs.length)]?.verb;
  // What ends the whole tree would leave nothing to see.
  const isEnd = on === "root" && verb === "cancel" && draw(10) > 0;
  const body = words[draw(words.length * 3)] ?? `/fractal ${isEnd ? "why" : verb}`;
  const deeds: (() => unknown)[] = [
    () => story.say(on, body, by),
    () => story.say(on, body, by),
    () => story.write(on, { comment: 5000 + draw(30), body, by }),
    () => task.question && story.tick(on, drawnBoxes(task, draw), { by, judge: draw(3) > 0 }),
    () => task.question && story.tick(on, "a", { by }),
    () => story.judgeSaid(),
  ];
  deeds[draw(deeds.length)]?.();
}

function drawnBoxes({ question }: Task, draw: Draw): string {
  return (question?.options ?? []).map(({ id }) => (draw(2) === 0 ? id : "")).join("");
}

function drawn(tasks: readonly Task[], draw: Draw): Task | undefined {
  return tasks[draw(tasks.length)];
}
