import { isOpen } from "#src/core/attempt.ts";
import { seeksHelp } from "#src/core/escalation.ts";
import { shownStatus } from "#src/core/mirror-state.ts";
import { isBehind, isPaused } from "#src/core/readiness.ts";
import { childrenOf, rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { triedBlocks } from "./tried.ts";
import { usd } from "./amount.ts";
import { checksList } from "./checks-list.ts";
import { code, fullStop, inline } from "./markdown.ts";
import { outline } from "./outline.ts";
import { statusWord } from "./status-word.ts";

/** Why a task stands where it stands, read off its row: what it is, what it waits for, what was said to it, what was tried. No model is asked. */
export function whyBlocks(tree: Tree, task: Task): string[] {
  const { dot, word } = statusWord(shownStatus(task));
  const row = outline(tree).find((each) => each.task.id === task.id);
  return [
    `${dot} **${word}**: ${fullStop(standing(tree, task))}`,
    [...holdups(tree, task), ...saidTo(task)].map((line) => `- ${line}`).join("\n"),
    `It has cost ${usd(row?.usd ?? 0)}${childrenOf(tree, task.id).length > 0 ? " with all below it" : ""}.`,
    ...triedBlocks(task),
  ];
}

function standing(tree: Tree, task: Task): string {
  const { status, attempts, planning, check } = task;
  const attempt = attempts.findLast(isOpen);
  const reason = inline(task.reason ?? "", 1500);
  switch (status) {
    case "queued":
      return task.parent === null ? "it has not begun" : "it waits for what it needs";
    case "planning":
      return `a model is asked how to do it (call ${planning?.ask ?? 1})`;
    case "split":
      return openChildren(tree, task);
    case "ready":
      return reason || "it may start as soon as there is room and money for one more attempt";
    case "running":
      return attempt === undefined
        ? "its attempt is being started"
        : `attempt ${attempt.n} works on it with ${code(attempt.model)}`;
    case "validating":
      return (
        checksList((attempt ?? { judgement: check?.judgement }).judgement) || "its checks have not spoken yet"
      );
    case "escalated":
      return `${reason === "" ? "" : `${fullStop(reason)} `}${seeksHelp(task) ? `The ${task.escalation.step} is asked` : "It waits for help"}`;
    case "blocked":
      return reason || "it goes on by itself after a while";
    case "needs_human":
      return reason || "it waits for a decision";
    case "failed":
    case "cancelled":
      return (
        reason ||
        (task.closedBy ? `${inline(task.closedBy.login, 60)} closed its issue` : "nothing more is done on it")
      );
    case "done":
      return doneBy(task);
    default:
      return status satisfies never;
  }
}

function openChildren(tree: Tree, task: Task): string {
  const open = childrenOf(tree, task.id).filter((child) => !isBehind(child));
  return open.length === 0
    ? "all its parts are done"
    : `it waits for ${open.map((child) => `${nameOf(child)} (${statusWord(shownStatus(child)).word})`).join(", ")}`;
}

function doneBy({ attempts, closedBy }: Task): string {
  const merged = attempts.findLast(({ mergedSha }) => mergedSha !== undefined);
  if (merged?.pullRequest !== undefined) return `attempt ${merged.n} was merged with #${merged.pullRequest}`;
  return closedBy === undefined ? "all its parts are done" : `${inline(closedBy.login, 60)} did it by hand`;
}

/** What else stands in its way. */
function holdups(tree: Tree, task: Task): string[] {
  const needs = task.needs.flatMap((id) => tree.tasks.get(id) ?? []).filter((need) => !isBehind(need));
  const { stopped } = rootOf(tree).facts;
  const { question } = task;
  const asked =
    question === undefined || question.answer !== undefined
      ? []
      : [
          `It is asked: ${inline(question.title, 300)}${question.askedAt === undefined ? " (not aloud yet: it waits for its turn)" : ""}`,
        ];
  return [
    ...needs.map((need) => `It needs ${nameOf(need)} first, which is ${statusWord(shownStatus(need)).word}.`),
    ...(isPaused(tree, task)
      ? ["Somebody paused it, or what it is a part of: `/fractal resume` there."]
      : []),
    ...(stopped === undefined ? [] : [fullStop(`The tree is stopped: ${inline(stopped, 500)}`)]),
    ...asked,
    ...task.trouble.map(
      ({ message, count, retryAt }) =>
        `${fullStop(inline(message, 500))} ${retryAt === undefined ? "It is not tried again by itself." : `Tried ${count} times; it is tried again by itself.`}`,
    ),
  ];
}

function saidTo({ guidance = [] }: Task): string[] {
  return guidance
    .slice(-3)
    .map(({ from, by, text }) => `${inline(by, 60)} (${from}) said: ${inline(text, 300)}`);
}

function nameOf(task: Task): string {
  return task.issue === undefined ? inline(task.title, 100) : `#${task.issue.number}`;
}
