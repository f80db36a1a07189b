import type { Answering } from "./answer.ts";
import { cooled } from "./cooled.ts";
import type { Draft } from "./draft.ts";
import type { KeptAnswer, Question } from "./question.ts";
import type { Task } from "./tree.ts";

/** Answers that may have to be told again, the latest. */
const keptMax = 10;

/** For whoever asks the same in this tree later on; what tells them nothing only until it has cooled down. */
export function keepAnswer(
  draft: Draft,
  { print, askedAt }: Pick<Question, "print" | "askedAt">,
  kept: Omit<KeptAnswer, "askedAt">,
): void {
  const { answered = {}, config } = draft.root.facts;
  // What was answered before its turn had come was asked of nobody.
  const own = askedAt === undefined ? answered[print] : { ...kept, askedAt };
  const isOld = (each: KeptAnswer) =>
    each.told === undefined && cooled(each.askedAt, config) <= draft.rules.now;
  const others = Object.entries(answered).filter(([other, each]) => other !== print && !isOld(each));
  const all = own === undefined ? others : [...others, [print, own] as const];
  draft.putFacts({ answered: Object.fromEntries(all.slice(-keptMax)) });
}

/** A person said it in place of a rule: it holds for others as what was asked aloud, unless somebody said otherwise before. */
export function keepInstead(
  draft: Draft,
  task: Task & { question: Question },
  told: KeptAnswer["told"],
): void {
  const { print } = task.question;
  keepAnswer(draft, { print, askedAt: draft.rules.now }, { tasks: [task.id], told });
}

/** What was said, and by whom, as others are told it. */
export function toldBy({ by, words, picked, comment }: Answering, text: string): KeptAnswer["told"] {
  return {
    by,
    words: words.slice(0, 8000),
    text: text.slice(0, 4000),
    ...(picked !== undefined && { picked }),
    ...(comment !== undefined && { comment }),
  };
}

/** Was it answered by a person, in words that are told to others? */
export function isKept(draft: Draft, { print }: Question): boolean {
  return draft.root.facts.answered?.[print]?.told !== undefined;
}

/** It was said anew, or something else beside it: edited words are told as they are now, and of two answers a person chooses. */
export function rekeepAnswer(
  draft: Draft,
  { print }: Question,
  said: Readonly<{ words: string; comment?: number }>,
): void {
  const { [print]: kept, ...others } = draft.root.facts.answered ?? {};
  if (kept?.told === undefined) return;
  const isEdit = said.comment !== undefined && said.comment === kept.told.comment;
  const { by, comment } = kept.told;
  const told = { by, comment, words: said.words, text: said.words.slice(0, 4000) };
  draft.putFacts({ answered: isEdit ? { ...others, [print]: { ...kept, told } } : others });
}
