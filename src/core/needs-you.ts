import { leftUsd, microUsd, moneyOf } from "./budget.ts";
import { isOpen } from "./attempt.ts";
import { childrenOf, rootOf, type Task, type Tree } from "./tree.ts";

/** One thing that only a person can move, with what to do about it. */
export type Need = Readonly<{ task: string; what: string; remedy: string }>;

/** Everything the tree waits for a person on, most fundamental first; empty while it can go on by itself. */
export function needsYou(tree: Tree): readonly Need[] {
  const { facts } = rootOf(tree);
  const needs: Need[] = [];
  if (facts.allowed === false)
    needs.push({
      task: tree.root,
      what: `@${facts.requestedBy} may not start work here: write access is needed`,
      remedy: "somebody with write access removes the label and adds it again",
    });
  if (facts.stopped !== undefined)
    needs.push({ task: tree.root, what: facts.stopped, remedy: "reopen it to go on" });
  for (const problem of facts.preflight?.problems ?? [])
    needs.push({ task: tree.root, what: problem.what, remedy: problem.remedy });
  for (const task of tree.tasks.values()) needs.push(...needsOfTask(tree, task));
  if (outOfMoney(tree)) needs.push(moneyNeed(tree));
  return needs;
}

function needsOfTask(tree: Tree, task: Task): Need[] {
  const needs: Need[] = task.trouble
    .filter(({ retryAt }) => retryAt === undefined)
    .map(({ message }) => ({ task: task.id, what: message, remedy: "mend it and start Fractal again" }));
  if (task.status === "needs_human")
    needs.push({ task: task.id, what: task.reason ?? "a decision", remedy: remedyFor(task) });
  if (task.status === "cancelled" && task.closedBy?.as === "not_planned") {
    const waiting = [...tree.tasks.values()].filter((other) => other.needs.includes(task.id));
    const who = [...waiting.map(({ title }) => `“${title}”`), "its parent"].join(", ");
    needs.push({
      task: task.id,
      what: `@${task.closedBy.login} closed “${task.title}” as not planned; ${who} wait${waiting.length > 0 ? "" : "s"} for it`,
      remedy: "reopen its issue to do it, or close the issues that wait for it as well",
    });
  }
  return needs;
}

function remedyFor(task: Task): string {
  if (task.questions.length > 0)
    return "write the answer into the spec, label it as a new issue, and close the old one";
  if (task.parent === null)
    return "mend it on the epic branch and start Fractal again, or close the issue to stop the tree";
  return "do it by hand and close the issue as completed, or close it as not planned";
}

/** Nothing runs that could give money back, and what is ready does not fit into what is left. */
function outOfMoney(tree: Tree): boolean {
  const tasks = [...tree.tasks.values()];
  const { facts } = rootOf(tree);
  if (facts.epicSha === undefined || facts.stopped !== undefined) return false;
  const open = tasks.some(
    (task) => task.status === "planning" || task.attempts.some((attempt) => isOpen(attempt)),
  );
  const waits = tasks.some(
    (task) =>
      task.status === "ready" ||
      (task.status === "blocked" && task.planning !== undefined) ||
      (task.parent === null && task.status === "queued"),
  );
  const backingOff = tasks.some((task) => task.trouble.some(({ retryAt }) => retryAt !== undefined));
  return waits && !open && !backingOff;
}

function moneyNeed(tree: Tree): Need {
  const { budget } = rootOf(tree).facts.config;
  const { spentUsd } = moneyOf(tree);
  return {
    task: tree.root,
    what: `the budget does not cover the next step: $${spentUsd.toFixed(2)} of $${budget.usd.toFixed(2)} spent, $${microUsd(leftUsd(tree)).toFixed(2)} left`,
    remedy: "raise budget.usd in .github/fractal.yml and start again",
  };
}

/** What the whole tree has come to. `working` while anything can still move by itself. */
export function stateOf(tree: Tree): "working" | "ready" | "merged" | "waiting" | "failed" {
  const root = rootOf(tree);
  if (root.status === "done") return "merged";
  if (root.status === "failed" || root.status === "cancelled") return "failed";
  const moving = [...tree.tasks.values()].some((task) => isMoving(tree, task));
  if (moving) return "working";
  if (root.facts.readyForReview && root.facts.stopped === undefined) return "ready";
  return needsYou(tree).length > 0 ? "waiting" : "working";
}

function isMoving(tree: Tree, task: Task): boolean {
  if (task.trouble.some(({ retryAt }) => retryAt === undefined)) return false;
  if (task.trouble.length > 0 && task.status !== "done") return true;
  if (["planning", "running"].includes(task.status)) return true;
  if (task.status !== "validating") return false;
  const isReadyRoot = task.parent === null && task.facts?.readyForReview === true;
  return !isReadyRoot && childrenOf(tree, task.id).every(({ status }) => status === "done");
}
