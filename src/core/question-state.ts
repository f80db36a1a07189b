import type { Question } from "./question.ts";
import { isMissed } from "./readiness.ts";
import { isClosed } from "./task.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";

/**
 * What the comment that asks a task's question shall show, as one comparable string; undefined while there is nothing to show: it waits for its
 * turn, or another task asks the same.
 */
export function questionState({ question }: Pick<Task, "question">): string | undefined {
  if (question === undefined || question.as !== undefined) return undefined;
  // What a rule answered, or a person elsewhere, was never asked; that they did is shown, so that somebody can object.
  if (question.askedAt === undefined && !isAnsweredUnasked(question)) return undefined;
  if (question.answer !== undefined) return `answered/${question.answer.at}`;
  return question.others === undefined ? "asked" : `asked+${question.others}`;
}

/** Was nobody asked it here: did a rule answer, whoever said otherwise since, or what a person had said elsewhere? */
export function isAnsweredUnasked({ answer }: Question): boolean {
  return answer?.from !== undefined || answer?.on !== undefined || answer?.instead !== undefined;
}

/** A task with a question that nobody has answered. */
export type Asking = Task & { question: Question };

export function isAsking(task: Task): task is Asking {
  return task.question !== undefined && task.question.answer === undefined;
}

/** Does the task still stand where its question was put? Else it went on without an answer. */
export function isWaitedFor(tree: Tree, task: Asking): boolean {
  switch (task.question.kind) {
    case "dropped":
      return isMissed(tree, task);
    case "unmerged":
      return isUnmerged(task);
    case "plan":
      return rootOf(tree).facts.approval?.askedUsd !== undefined && !isClosed(task.status);
    case "budget":
      return !isClosed(task.status);
    default:
      return task.status === "needs_human";
  }
}

/** Waits it for a person who was never asked? Not where one said that they do it by hand. */
export function isUnasked(tree: Tree, task: Task): boolean {
  if (isAsking(task)) return false;
  if (task.status === "needs_human") return !isHanded(task);
  return isUnmerged(task) || (isMissed(tree, task) && task.gone === undefined);
}

function isUnmerged({ facts, status }: Task): boolean {
  return facts?.closed.includes("pull-request") === true && !isClosed(status);
}

/** Did a person take it over, to close its issue when it is done? */
export function isHanded({ status, question }: Task): boolean {
  if (status !== "needs_human") return false;
  return question?.options.find(({ id }) => id === question.answer?.picked)?.move.do === "hand";
}
