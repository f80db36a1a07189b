import { moneyOfTask } from "./budget.ts";
import { isClosed, type Status } from "./task.ts";
import type { Task, Tree } from "./tree.ts";
import { needsYou, stateOf } from "./needs-you.ts";

/** What the issue of a task must say, as one comparable string: label, open or closed, and which dependencies can be linked. */
export function mirrorState(tree: Tree, task: Task): string {
  const linked = task.needs.filter((need) => tree.tasks.get(need)?.issue !== undefined).length;
  return [statusLabel(shownStatus(task)), isClosed(task.status) ? task.status : "open", linked].join("|");
}

/** A task whose effect waits for a person is shown as what it is, whatever it was doing. */
export function shownStatus(task: Task): Status {
  return task.trouble.some(({ retryAt }) => retryAt === undefined) ? "needs_human" : task.status;
}

/** The one label family: coarse, so that a leaf's way costs few writes. */
export function statusLabel(status: Status): string {
  switch (status) {
    case "queued":
    case "ready":
      return "fractal: queued";
    case "needs_human":
      return "fractal: needs you";
    case "failed":
      return "fractal: failed";
    case "done":
      return "fractal: done";
    case "cancelled":
      return "fractal: cancelled";
    default:
      return "fractal: in progress";
  }
}

/** What the sticky comment must show, as one comparable string. */
export function stickyState(tree: Tree): string {
  const rows = [...tree.tasks.values()].map((task) => {
    const money = moneyOfTask(task);
    const pull = task.attempts.at(-1)?.pullRequest ?? task.facts?.pullRequest ?? "";
    return [
      task.id,
      shownStatus(task),
      task.issue?.number ?? "",
      task.attempts.length,
      money.spentUsd,
      pull,
    ].join(":");
  });
  return digest(
    [stateOf(tree), ...rows, ...needsYou(tree).map(({ task, what }) => `${task}!${what}`)].join("\n"),
  );
}

/** Short and comparable only: two different states rarely share it, and then a later one differs again. */
function digest(text: string): string {
  let a = 5381;
  let b = 52711;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    a = (Math.imul(a, 33) ^ code) >>> 0;
    b = (Math.imul(b, 31) + code) >>> 0;
  }
  return `${a.toString(36)}-${b.toString(36)}-${text.length.toString(36)}`;
}
