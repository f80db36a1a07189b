import type { EventOf } from "./event.ts";
import { isCommand } from "./is-command.ts";
import type { Task } from "./tree.ts";

/**
 * Does what a person said concern us, or do people talk with each other? Ticks and commands do, and words under an open question that were
 * written after it: GitHub's numbers of comments rise.
 */
export function isForUs(
  { question }: Pick<Task, "question">,
  event: EventOf<"CommentWritten"> | EventOf<"BoxesTicked">,
): boolean {
  if (event.type === "BoxesTicked" || isCommand(event.body)) return true;
  if (event.isPull === true || event.body.trim() === "") return false;
  if (question?.askedAt === undefined || question.answer !== undefined) return false;
  return question.comment === undefined ? event.at >= question.askedAt : event.comment > question.comment.id;
}
