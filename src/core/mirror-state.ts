import { moneyOfTask } from "./money-of-task.ts";
import { isClosed, type Status } from "./task.ts";
import type { IssueRef, Task, Tree } from "./tree.ts";

/** What the issue of a task must say, as one comparable string: label, open or closed, and which dependencies can be linked. */
export function mirrorState(tree: Tree, task: Task): string {
  const linked = linkedIssues(tree, task).length;
  return [statusLabel(shownStatus(task)) ?? "", isClosed(task.status) ? task.status : "open", linked].join(
    "|",
  );
}

/** The issues that it can be linked to: those of what it needs that are there. */
export function linkedIssues(tree: Tree, { needs }: Task): IssueRef[] {
  return needs.flatMap((need) => linkOf(tree.tasks.get(need)) ?? []);
}

/** Its issue, unless somebody deleted it, or moved it away. */
export function linkOf(task: Task | undefined): IssueRef | undefined {
  return task?.gone === undefined ? task?.issue : undefined;
}

/** How many dependencies the issue was last made to show. */
export function linkedNeeds(task: Task): number {
  return Number(task.mirrored?.split("|")[2] ?? 0);
}

/**
 * What somebody else did to the issue of a task since we left it: a decision, not a difference to write over. What a person closed or
 * opened and the tree knows of is none.
 */
export function doneByAnother(task: Task, state: "open" | "closed"): "closed" | "reopened" | undefined {
  const { facts, mirrored, closedBy, status } = task;
  const left = facts ? (facts.closed.includes("issue") ? "closed" : "open") : mirrored?.split("|")[1];
  // Not made yet, or to be put back.
  if (left === undefined) return undefined;
  if (state === "closed")
    return left === "open" && closedBy === undefined && !isClosed(status) ? "closed" : undefined;
  const isKnownClosed = facts ? left === "closed" : isClosed(status) && left === status;
  return isKnownClosed || closedBy !== undefined ? "reopened" : undefined;
}

/** A task whose effect waits for a person is shown as what it is, whatever it was doing. */
export function shownStatus(task: Task): Status {
  const stuck = !isClosed(task.status) && task.trouble.some(({ retryAt }) => retryAt === undefined);
  return stuck ? "needs_human" : task.status;
}

/**
 * The label that an issue of ours carries: only while somebody has to act, so that a list of issues shows where. How far the rest is, open
 * and closed and the sticky comment tell; a label for every step would be two writes each time.
 */
export function statusLabel(status: Status): string | undefined {
  if (status === "needs_human") return "fractal: needs you";
  return status === "failed" ? "fractal: failed" : undefined;
}

/** What the sticky comment shows of one task, as one comparable string. */
export function stickyRow(task: Task): string {
  return [
    task.id,
    shownStatus(task),
    task.issue?.number ?? "",
    task.attempts.length,
    moneyOfTask(task).spentUsd,
    task.attempts.at(-1)?.pullRequest ?? task.facts?.pullRequest ?? "",
  ].join(":");
}
