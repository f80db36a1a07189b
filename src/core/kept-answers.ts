import { cooled } from "./cooled.ts";
import type { Draft } from "./draft.ts";
import type { KeptAnswer, Question } from "./question.ts";

/** Answers that may have to be told again, the latest. */
const keptMax = 10;

/** For whoever asks the same in this tree later on; what tells them nothing only until it has cooled down. */
export function keepAnswer(draft: Draft, question: Question, kept: Omit<KeptAnswer, "askedAt">): void {
  const { print, askedAt } = question;
  const { answered = {}, config } = draft.root.facts;
  // What was answered before its turn had come was asked of nobody.
  const own = askedAt === undefined ? answered[print] : { ...kept, askedAt };
  const isOld = (each: KeptAnswer) =>
    each.told === undefined && cooled(each.askedAt, config) <= draft.rules.now;
  const others = Object.entries(answered).filter(([other, each]) => other !== print && !isOld(each));
  const all = own === undefined ? others : [...others, [print, own] as const];
  draft.putFacts({ answered: Object.fromEntries(all.slice(-keptMax)) });
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
