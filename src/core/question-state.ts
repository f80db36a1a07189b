import type { Task } from "./tree.ts";

/**
 * What the comment that asks a task's question shall show, as one comparable string; undefined while there is nothing to show: it waits for its
 * turn, or another task asks the same.
 */
export function questionState({ question }: Pick<Task, "question">): string | undefined {
  if (question === undefined || question.askedAt === undefined || question.as !== undefined) return undefined;
  return question.answer === undefined ? "asked" : `answered/${question.answer.at}`;
}
