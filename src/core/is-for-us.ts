import type { EventOf } from "./event.ts";
import { isCommand } from "./is-command.ts";
import type { Question } from "./question.ts";
import { isAnsweredUnasked } from "./question-state.ts";
import type { Task } from "./tree.ts";

/** An answer that crosses another one on its way is one too; whoever writes later than this talks. */
const lateMs = 600_000;

/**
 * Does what a person said concern us, or do people talk with each other? Ticks and commands do, and words under a question that were
 * written after it: GitHub's numbers of comments rise.
 * @param spokesman the task that asks for this one, where the same is asked once for several
 */
export function isForUs(
  { question, earlier = [] }: Pick<Task, "question" | "earlier">,
  event: EventOf<"CommentWritten"> | EventOf<"BoxesTicked">,
  spokesman?: Pick<Task, "question">,
): boolean {
  if (event.type === "BoxesTicked" || isCommand(event.body)) return true;
  if (event.isPull === true || event.body.trim() === "") return false;
  // Whoever objects to what nobody was asked says so by a command, and the rest is talk.
  if (question !== undefined && isAnsweredUnasked(question)) return false;
  const own = question && { ...question, comment: (spokesman ?? { question }).question?.comment };
  return [own, ...earlier].some((each) => each !== undefined && isReply(each, event));
}

/** What nobody can see yet is answered by nobody; where its comment is there and we do not know it, the next sweep brings the words again. */
function isReply(
  { comment, answer }: Pick<Question, "comment" | "answer">,
  said: EventOf<"CommentWritten">,
): boolean {
  if (comment === undefined || (answer !== undefined && said.at > answer.at + lateMs)) return false;
  return said.comment > comment.id;
}
