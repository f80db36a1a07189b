import type { Draft } from "./draft.ts";
import type { Guidance, Question } from "./question.ts";
import type { Task } from "./tree.ts";

type Written = Readonly<{ comment?: number; words: string }>;

/** Was it written before that was asked? GitHub's numbers of comments rise, and an edit keeps them. */
export function isOlder({ comment: asked }: Question, { comment }: Written): boolean {
  return asked !== undefined && comment !== undefined && comment < asked.id;
}

/**
 * What these tasks were told by that comment is told as it is written now, and answers no more than it did.
 * @returns whether they were told anything by it
 */
export function reword(draft: Draft, tasks: readonly Task[], said: Written): boolean {
  const isMeant = ({ comment }: Guidance) => comment !== undefined && comment === said.comment;
  const told = tasks.flatMap(({ guidance, ...task }) =>
    guidance?.some(isMeant) === true ? [{ ...task, guidance }] : [],
  );
  for (const task of told) {
    const guidance = task.guidance.map((each) =>
      isMeant(each) ? { ...each, text: retold(each.text, said.words) } : each,
    );
    draft.put({ ...task, guidance });
  }
  return told.length > 0;
}

/** The question that it answered stays before it. */
function retold(text: string, words: string): string {
  const [question] = text.split("\nAnswer: ");
  return `${question}\nAnswer: ${words}`.slice(0, 4000);
}
