import type { Draft } from "./draft.ts";
import { printOf } from "./print.ts";
import { type Option, type Question, type QuestionKind, summaryCharsMax } from "./question.ts";
import { questionState } from "./question-state.ts";
import { questionWords } from "./question-words.ts";
import type { Task } from "./tree.ts";

/** What a person is asked; whatever is left out follows from the kind and the task. */
export type Asked = Readonly<{
  kind: QuestionKind;
  /** Why only a person can move it, in words for people. */
  reason: string;
  /** The one decision. */
  title?: string;
  /** Two lines: why it is asked, and what is recommended. */
  summary?: string;
  /** Two to four; they are named `a` to `d` in this order. */
  options?: readonly Omit<Option, "id">[];
  /** The name of an option, or words. */
  recommended?: string;
  print?: string;
}>;

/** Kinds about something that stands still by itself: the task's own status says nothing of them. */
const besides: readonly QuestionKind[] = ["dropped", "budget", "plan", "unmerged"];

/**
 * The one way to a person: the task waits for them, and the question is in its row in the same decision. When it is asked aloud, and whether
 * at all, is decided among all questions of the tree.
 */
export function askPerson(draft: Draft, task: Task, asked: Asked): void {
  const { kind, reason } = asked;
  const known = questionWords(draft, task, asked);
  const options = (asked.options ?? known.options).slice(0, 4);
  const title = cut(asked.title ?? known.title, 300);
  const recommended = asked.recommended ?? (asked.options === undefined ? known.recommended : undefined);
  const question: Question = {
    n: (task.question?.n ?? 0) + 1,
    kind,
    title,
    summary: cut(asked.summary ?? known.summary, summaryChars(kind)),
    options: options.map(({ words, move }, at) => ({ id: "abcd".charAt(at), words: cut(words, 500), move })),
    ...(recommended !== undefined && { recommended }),
    print: asked.print ?? printIn(task, asked),
  };
  const earlier = [...(task.earlier ?? []), ...shownStill(task.question, draft.rules.now)];
  draft.put({
    ...task,
    ...(!besides.includes(kind) && { status: "needs_human", reason }),
    question,
    ...(earlier.length > 0 && { earlier }),
  });
}

/** Nobody answers what they cannot see: what a model asks stands there whole, however much it is. */
function summaryChars(kind: QuestionKind): number {
  return kind === "clarify" || kind === "missing" ? summaryCharsMax : 1500;
}

/**
 * Only what is asked in so many words, or names a cause that is not the task's own, can be the same elsewhere. What is about this one task is
 * settled by nothing that is said elsewhere.
 */
function printIn(task: Task, { kind, title, reason }: Asked): string {
  const put = task.attempts.at(-1)?.report?.question;
  if (kind === "clarify")
    return printOf(kind, ...task.questions.map(({ question, options }) => [question, ...options]));
  if (kind === "missing" && put !== undefined) return printOf(kind, [put.title, ...put.options]);
  if (kind === "other" && title === undefined) return printOf(kind, [reason]);
  return `${kind}-${task.id}`;
}

/** Its comment asks on until it is written once more. */
function shownStill(question: Question | undefined, at: number): Question[] {
  if (question?.askedAt === undefined || question.as !== undefined) return [];
  const answer = question.answer ?? { by: "", words: "another question took its place", at };
  const over = { ...question, answer };
  return questionState({ question: over }) === question.comment?.state ? [] : [over];
}

function cut(words: string, max: number): string {
  return words.length <= max ? words : `${words.slice(0, max - 1)}…`;
}
