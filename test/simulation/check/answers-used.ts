import { isCommand } from "#src/core/is-command.ts";
import type { Question } from "#src/core/question.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { type Briefed, briefingsIn } from "./briefings.ts";
import { type Decided, decidedIn } from "./decided.ts";
import { touched } from "./finding.ts";
import type { Remains } from "./rows.ts";

/**
 * I8: what was answered is in the next briefing of every task that asked, and of what is below it, word for word and fenced; and in none of
 * another task.
 */
export function answersUsed(remains: Remains): string[] {
  const steps = decidedIn(remains);
  const told = steps.flatMap((step) => [...answeredIn(step, remains), ...heardIn(step, remains)]);
  const family = familyOf(steps);
  const asked = titlesOf(steps);
  const briefed = briefingsIn(remains);
  return [
    ...told.flatMap(({ task, seq, words }) =>
      nextOf(briefed, { task, seq, family })
        .filter(({ guidance }) => !guidance.some((each) => each.includes(words)))
        .map(({ name }) => `${name} is not told what was said to ${task} at line ${seq}: ${words}`),
    ),
    ...briefed.flatMap(({ name, task, guidance }) =>
      guidance.flatMap((each) => {
        const title = /^Question: (.*)\nAnswer: /.exec(each)?.[1];
        const isOwn = title === undefined || above(task, family).some((id) => asked.get(id)?.has(title));
        return isOwn ? [] : [`${name} is told the answer to another's question: ${title}`];
      }),
    ),
  ];
}

/** Words that a task must know, since this line of the trace. */
type Told = Readonly<{ task: string; seq: number; words: string }>;

function answeredIn(step: Decided, remains: Remains): Told[] {
  if (step.line.type !== "decision") return [];
  return touched(step).flatMap(({ id, question }) => {
    const before = step.before?.tasks.get(id)?.question;
    const isNews = before?.n === question?.n && before?.answer === undefined;
    if (question?.answer === undefined || !isNews || remains.edited.has(id)) return [];
    const words = wordsOf(question);
    return words === undefined || isReworded(remains, question.answer.by)
      ? []
      : [{ task: id, seq: step.line.seq, words }];
  });
}

/** Undefined where the answer tells the next attempt nothing. */
function wordsOf({ kind, options, answer }: Question): string | undefined {
  if (answer === undefined || answer.by === "" || kind === "unmerged") return undefined;
  // A deed in place of words: the issue was closed, or deleted.
  if (answer.words.startsWith(`@${answer.by} `)) return undefined;
  const move = options.find(({ id }) => id === answer.picked)?.move;
  if (move !== undefined) return move.do === "guide" ? move.text : undefined;
  if (!isCommand(answer.words)) return answer.words;
  return /^\s*\/fractal\s+retry\s+(.+)$/is.exec(answer.words)?.[1];
}

/** What was said under a question and acted on, whether or not it was the answer: two people may contradict each other. */
function heardIn(step: Decided, remains: Remains): Told[] {
  const { line, before, after } = step;
  if (line.type !== "decision" || before === undefined) return [];
  const open = (rootIn(before)?.facts?.heard ?? []).filter(({ state }) => state === "asked");
  const done = rootIn(after)?.facts?.heard?.filter(({ state }) => state === "done") ?? [];
  return open.flatMap(({ comment, by, body, ticked, task }) => {
    const isDone = done.some((each) => each.comment === comment && each.by === by);
    const isWords = ticked === undefined && !isCommand(body) && body.trim().length > 4;
    if (!isDone || !isWords || remains.edited.has(task) || isReworded(remains, by)) return [];
    if (after.tasks.get(task)?.question?.kind === "unmerged") return [];
    return [{ task, seq: line.seq, words: body.slice(0, 3000) }];
  });
}

function rootIn(tree: Tree): Task | undefined {
  return tree.tasks.has(tree.root) ? rootOf(tree) : undefined;
}

/** They put something right that they had written: what was said before need not be told any more. */
function isReworded({ state }: Remains, by: string): boolean {
  const edited = state.comments.filter(({ viaApp, lastEditedAt }) => !viaApp && lastEditedAt !== null);
  return edited.some(({ userId }) => state.users.must(userId).login === by);
}

type Family = ReadonlyMap<string, string | null>;

function familyOf(steps: readonly Decided[]): Family {
  return new Map(steps.flatMap((step) => touched(step).map(({ id, parent }) => [id, parent] as const)));
}

/** The task, and what it is a part of. */
function above(task: string, family: Family): string[] {
  const parent = family.get(task);
  return parent === null || parent === undefined ? [task] : [task, ...above(parent, family)];
}

/** A briefing holds the latest few answers: only the first that came after is judged, of each task. */
function nextOf(
  briefed: readonly Briefed[],
  { task, seq, family }: { task: string; seq: number; family: Family },
): Briefed[] {
  const next = new Map<string, Briefed>();
  for (const each of briefed) {
    if (each.dueSeq < seq || !above(each.task, family).includes(task)) continue;
    const known = next.get(each.task);
    if (known === undefined || each.dueSeq < known.dueSeq) next.set(each.task, each);
  }
  return [...next.values()];
}

function titlesOf(steps: readonly Decided[]): Map<string, Set<string>> {
  const titles = new Map<string, Set<string>>();
  for (const step of steps)
    for (const { id, question } of touched(step))
      if (question !== undefined) titles.set(id, (titles.get(id) ?? new Set()).add(question.title));
  return titles;
}
