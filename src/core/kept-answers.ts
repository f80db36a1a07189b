import type { Answering } from "./answer.ts";
import { cooled } from "./cooled.ts";
import type { Draft } from "./draft.ts";
import { reword } from "./edited-answer.ts";
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

type Said = Readonly<{ words: string; comment?: number }>;

/**
 * It was said anew, or something else beside it: edited words are told as they are now, and of two answers a person chooses.
 * @param said no words: it tells others nothing any more
 */
export function rekeepAnswer(
  draft: Draft,
  { print }: Question,
  said: Said | undefined,
): "retold" | "dropped" | "none" {
  if (said !== undefined && retell(draft, said)) return "retold";
  const { answered = {} } = draft.root.facts;
  const { told, ...kept } = answered[print] ?? {};
  if (told === undefined) return "none";
  // It was asked all the same: the next one asks when that has cooled down.
  draft.putFacts({ answered: { ...answered, [print]: kept as KeptAnswer } });
  return "dropped";
}

/**
 * Whoever has an answer, or gets it later on, is told it as its comment says it now.
 * @returns whether one is kept that this comment gave
 */
export function retell(draft: Draft, said: Said): boolean {
  const { answered = {} } = draft.root.facts;
  const isMeant = (each: KeptAnswer) =>
    each.told?.comment !== undefined && each.told.comment === said.comment;
  const [print, kept] = Object.entries(answered).find(([, each]) => isMeant(each)) ?? [];
  if (print === undefined || kept?.told === undefined || said.words.trim() === "") return false;
  const { by, comment } = kept.told;
  const text = said.words.slice(0, 4000);
  const told = { by, comment, words: said.words.slice(0, 8000), text };
  draft.putFacts({ answered: { ...answered, [print]: { ...kept, told } } });
  const having = () => kept.tasks.map((id) => draft.task(id)).filter((each) => each !== undefined);
  reword(draft, having(), { ...said, words: text });
  for (const task of having()) requote(draft, task, { print, words: told.words });
  return true;
}

/** Where it was quoted, since nobody was asked there, it is shown as it is now. */
function requote(draft: Draft, task: Task, { print, words }: { print: string; words: string }): void {
  const { question } = task;
  if (question?.print !== print || question.answer?.on === undefined) return;
  const { by, on } = question.answer;
  draft.put({ ...task, question: { ...question, answer: { by, on, words, at: draft.rules.now } } });
}
