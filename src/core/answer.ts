import type { Draft } from "./draft.ts";
import { isOlder, reword } from "./edited-answer.ts";
import { keepAnswer, retell, toldBy } from "./kept-answers.ts";
import { applyMove } from "./moves.ts";
import { proposePolicy } from "./on-policy.ts";
import { policyAnswering } from "./policy.ts";
import type { Move, Option, Question, QuestionKind } from "./question.ts";
import { type Asking, isAsking, isWaitedFor } from "./question-state.ts";
import { takesWords } from "./takes-words.ts";
import { tellsWhatLasts } from "./tells-what-lasts.ts";
import type { Task } from "./tree.ts";

/** Who says it, and how: the words are kept as they are. */
export type Answering = Readonly<{
  by: string;
  words: string;
  picked?: string;
  /** Not a person, where that is said. */
  from?: "policy";
  /** The comment that says it, where there is one. */
  comment?: number;
  /** The task that asked it before. */
  on?: string | undefined;
}>;

/**
 * A person answers an open question, by an option's letter or in their own words, and with it all that ask the same.
 * @returns why not, in words for people
 */
export function answer(draft: Draft, task: Asking, said: Answering): string | undefined {
  const { question } = task;
  const isRetold = retell(draft, said);
  if (reword(draft, [task, ...sameAs(draft, task)], said) || isRetold) return undefined;
  if (isOlder(question, said)) return "it was written before this was asked: answer in a new comment";
  const picked = optionIn(question, said);
  if (picked !== undefined)
    // A letter alone says nothing to whoever reads it later, or makes a rule of it.
    return settle(draft, task, { ...said, picked: picked.id, words: picked.words }, picked.move);
  if (!takesWords(question))
    return `this question is answered by one of its boxes, or by its letter (${question.options.map(({ id }) => id).join(", ")})`;
  return settle(draft, task, said, { do: "guide", text: said.words });
}

/**
 * A command acts on the task it was said on and what is below it, and on no other. Where that ends its question, it was the answer.
 * @returns why not, in words for people
 */
export function command(draft: Draft, on: Task, said: Answering, move: Move): string | undefined {
  const task = move.do === "approve" ? draft.root : on;
  const refusal = applyMove(draft, task, move, said);
  if (refusal !== undefined) return refusal;
  const isPaid = move.do === "budget" && task.question?.kind === "budget";
  if (isPaid || isOver(draft, task.id)) record(draft, task.id, said);
  return undefined;
}

/** A rule that people accepted answers what it was made for, once for each task: it did not help where the same is asked again. */
export function answerByPolicy(draft: Draft, task: Asking): boolean {
  const { kind, print, askedAt } = task.question;
  const { policies, overruled } = draft.root.facts;
  if (policies === undefined || askedAt !== undefined || !telling.includes(kind)) return false;
  // What a person said otherwise anywhere in this tree is their say for the rest of it.
  const valid = policies.filter(({ id, answer }) => overruled === undefined || overruled[id] !== answer);
  const policy = policyAnswering(valid, task, print);
  const known = (task.guidance ?? []).flatMap(({ from, by }) => (from === "policy" ? [by] : []));
  if (policy === undefined || known.includes(policy.id)) return false;
  const said = { by: policy.id, words: policy.answer, from: "policy" as const };
  applyMove(draft, task, moveOf(task.question, { do: "guide", text: policy.answer }), said);
  record(draft, task.id, said);
  return true;
}

/** What a person says once in this tree holds for whoever asks the same later on, once for each task. */
export function answerAsBefore(draft: Draft, task: Asking): boolean {
  const { print, askedAt } = task.question;
  const { answered = {} } = draft.root.facts;
  const kept = answered[print];
  const isNew =
    askedAt === undefined && kept?.tasks.includes(task.id) === false && tellsWhatLasts(task.question);
  if (kept?.told === undefined || !isNew) return false;
  const { by, words, text, picked, comment } = kept.told;
  const mover = { by, ...(comment !== undefined && { comment }) };
  applyMove(draft, task, moveOf(task.question, { do: "guide", text }), mover);
  record(draft, task.id, { by, words, ...(picked !== undefined && { picked }), on: kept.tasks[0] });
  draft.putFacts({ answered: { ...answered, [print]: { ...kept, tasks: [...kept.tasks, task.id] } } });
  return true;
}

const telling: readonly QuestionKind[] = ["clarify", "missing", "stuck", "other"];

function settle(draft: Draft, task: Asking, said: Answering, way: Move): string | undefined {
  const others = sameAs(draft, task);
  const move = moveOf(task.question, way);
  const refusal = applyMove(draft, task, move, said);
  if (refusal !== undefined) return refusal;
  for (const { id } of others) applyMove(draft, draft.task(id) as Task, move, said);
  for (const { id } of [task, ...others]) record(draft, id, said);
  const isTelling = way.do === "guide" && tellsWhatLasts(task.question);
  keepAnswer(draft, task.question, {
    tasks: [task.id, ...others.map(({ id }) => id)],
    ...(isTelling && { told: toldBy(said, way.text) }),
  });
  const settled = draft.task(task.id) as Asking;
  proposePolicy(draft, settled, settled.question);
  return undefined;
}

function sameAs(draft: Draft, { id }: Task): Asking[] {
  return draft.survey
    .tasks("asking")
    .filter((each): each is Asking => isAsking(each) && each.question.as === id);
}

function isOver(draft: Draft, id: string): boolean {
  const task = draft.task(id) as Task;
  return isAsking(task) && !isWaitedFor(draft.tree, task);
}

function record(draft: Draft, id: string, { by, words, picked, from, on }: Answering): void {
  const task = draft.task(id) as Task;
  if (!isAsking(task)) return;
  // Whoever asks the same may have its answers in another order.
  const own = picked && task.question.options.find((each) => each.words === words)?.id;
  const answered = {
    by,
    words: words.slice(0, 8000),
    at: draft.rules.now,
    ...(own !== undefined && { picked: own }),
    ...(from !== undefined && { from }),
    ...(on !== undefined && { on }),
  };
  draft.put({ ...task, question: { ...task.question, answer: answered } });
}

/** `b`, `B)` or the box itself. */
export function optionIn({ options }: Question, { words, picked }: Answering): Option | undefined {
  const letter = picked ?? /^\(?([a-d])[).:]?$/i.exec(words.trim())?.[1]?.toLowerCase();
  return options.find(({ id }) => id === letter);
}

/** “yes” alone would tell the next attempt nothing: it hears the question with it. */
export function moveOf(question: Question, move: Move): Move {
  if (move.do !== "guide" || question.kind === "unmerged") return move;
  return { do: "guide", text: told(question, move.text) };
}

const toldCharsMax = 4000;

/** Rather with the beginning of a long question than with the beginning of its answer. */
function told({ title, summary }: Question, words: string): string {
  const [first = ""] = summary.split("\n");
  const isBeginning = title.endsWith("…") && first.startsWith(title.slice(0, -1));
  const whole = `Question: ${first}\nAnswer: ${words}`;
  if (isBeginning && whole.length <= toldCharsMax) return whole;
  return `Question: ${title}\nAnswer: ${words}`.slice(0, toldCharsMax);
}
