import { type Asked, askPerson } from "./ask.ts";
import { answerAsBefore, answerByPolicy } from "./answer.ts";
import { cooled } from "./cooled.ts";
import type { Draft } from "./draft.ts";
import type { Question } from "./question.ts";
import { type Asking, isAsking, isWaitedFor } from "./question-state.ts";
import { isPaused } from "./readiness.ts";
import { surveyOf } from "./survey.ts";
import { isClosed } from "./task.ts";
import { Tasks } from "./tasks.ts";
import { rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";

/**
 * Decides about the questions of the whole tree: which are none any more, which a rule answers, which are one and the same, and which are asked
 * aloud now. Few are asked at a time, since each interrupts somebody.
 * @returns whether a rule, or what was said before, answered any, so that there may be something to do
 */
export function turnQuestions(draft: Draft): boolean {
  for (const task of asking(draft)) if (!isWaitedFor(draft.tree, task)) withdraw(draft, task);
  const { facts, status } = draft.root;
  if (facts.allowed !== true || isClosed(status)) return false;
  for (const task of draft.survey.tasks("unasked")) askPerson(draft, task, unaskedWords(draft, task));
  const answers = (task: Asking) => answerByPolicy(draft, task) || answerAsBefore(draft, task);
  const isAnswered = asking(draft).filter(answers).length > 0;
  merge(draft);
  for (const { id } of asking(draft)) ask(draft, id);
  return isAnswered;
}

function asking(draft: Draft): Asking[] {
  return draft.survey.tasks("asking").filter(isAsking);
}

function unaskedWords(draft: Draft, { id, status, title, reason, closedBy, facts }: Task): Asked {
  if (status === "needs_human") return { kind: "other", reason: reason ?? "a decision is needed" };
  if (facts !== undefined)
    return { kind: "unmerged", reason: facts.stopped ?? "the pull request was closed" };
  const who = closedBy && `@${closedBy.login} closed “${title}” as not planned`;
  const waiting = Tasks.of(draft.tree.tasks).dependents(id);
  const names = [...waiting.map((each) => `“${each.title}”`), "its parent"].join(", ");
  const wait = `${names} wait${waiting.length > 0 ? "" : "s"} for it`;
  return { kind: "dropped", reason: `${who ?? reason ?? `“${title}” is cancelled`}; ${wait}` };
}

/** It went on, or ended, without an answer: its comment must not ask any more. */
function withdraw(draft: Draft, task: Asking): void {
  const words = task.reason ?? "it went on by itself";
  const answer = { by: task.closedBy?.login ?? "", words, at: draft.rules.now };
  draft.put({ ...task, question: { ...task.question, answer } });
}

/** The same words of several tasks are asked once; a task whose spokesman left speaks for itself again. */
function merge(draft: Draft): void {
  const all = asking(draft);
  const spoken = new Map<string, string>();
  for (const { id, question } of all)
    if (question.askedAt !== undefined && question.as === undefined && !spoken.has(question.print))
      spoken.set(question.print, id);
  const others = new Map<string, number>();
  for (const task of all) {
    const as = spoken.get(task.question.print);
    if (as === undefined || as === task.id) {
      if (task.question.as !== undefined) put(draft, task, { as: undefined, askedAt: undefined });
      continue;
    }
    // One that was asked aloud already stays what people see.
    if (task.question.askedAt !== undefined && task.question.as === undefined) continue;
    others.set(as, (others.get(as) ?? 0) + 1);
    put(draft, task, { as, askedAt: task.question.askedAt ?? draft.rules.now });
  }
  for (const id of spoken.values()) put(draft, draft.task(id) as Asking, { others: others.get(id) });
}

function put(
  draft: Draft,
  task: Asking,
  about: { [Key in keyof Question]?: Question[Key] | undefined },
): void {
  draft.put({ ...task, question: { ...task.question, ...about } as Question });
}

function ask(draft: Draft, id: string): void {
  const task = draft.task(id);
  if (task === undefined || !isAsking(task) || !isHeld(draft.tree, task)) return;
  const { facts } = draft.root;
  const { now } = draft.rules;
  if (now < freeAt(facts, task)) return;
  put(draft, task, { askedAt: now });
  const { questionsFree } = facts.config.limits;
  draft.putFacts({ asked: [...(facts.asked ?? []), now].slice(-Math.max(1, questionsFree)) });
  merge(draft);
}

/** May it be asked as soon as its turn comes? Nobody is asked about what was set aside, or what is stopped anyway. */
function isHeld(tree: Tree, task: Asking): boolean {
  const { kind, askedAt } = task.question;
  if (askedAt !== undefined || isPaused(tree, task)) return false;
  return rootOf(tree).facts.stopped === undefined || kind === "unmerged";
}

/**
 * From when on its question may be asked; milliseconds since the epoch. What was answered for another task a while ago, by what becomes of that
 * one alone, waits as well.
 */
function freeAt({ asked = [], answered = {}, config }: RootFacts, { id, question }: Asking): number {
  const last = asked.length < config.limits.questionsFree ? undefined : asked.at(-1);
  const same = answered[question.print];
  return Math.max(
    last === undefined ? 0 : cooled(last, config),
    same === undefined || same.told !== undefined || same.tasks.includes(id)
      ? 0
      : cooled(same.askedAt, config),
  );
}

/** When the clock alone lets the next question be asked; undefined: none waits for that. */
export function nextQuestionAt(tree: Tree): number | undefined {
  const { facts, status } = rootOf(tree);
  if (facts.allowed !== true || isClosed(status)) return undefined;
  const held = surveyOf(tree)
    .tasks("asking")
    .filter(isAsking)
    .filter((task) => isHeld(tree, task));
  return held.length === 0 ? undefined : Math.min(...held.map((task) => freeAt(facts, task)));
}
