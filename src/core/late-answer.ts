import { type Answering, moveOf, optionIn } from "./answer.ts";
import type { Draft } from "./draft.ts";
import { isKept, keepInstead, rekeepAnswer, toldBy } from "./kept-answers.ts";
import { applyMove } from "./moves.ts";
import type { Question } from "./question.ts";
import { isOlder } from "./edited-answer.ts";
import { isRuled, overrule, overruleAnew } from "./overruled.ts";
import { isHanded } from "./question-state.ts";
import { isClosed } from "./task.ts";
import type { Heard } from "./heard.ts";
import type { Task } from "./tree.ts";
import { takesWords } from "./takes-words.ts";

/** It was asked something at some time. */
type Asked = Task & { question: Question };

/**
 * An answer to a question that is none any more. A box says nothing by then, and a letter what its option would have told; words are kept for whatever is tried next, the latest last: of
 * two people who contradict each other the next attempt hears both.
 */
export function afterwards(draft: Draft, task: Asked, said: Answering): Pick<Heard, "state" | "words"> {
  const before = whoAnswered(task, said.by);
  const move = optionIn(task.question, said)?.move ?? { do: "guide" as const, text: said.words };
  const none = `${before}; a command can still change what becomes of it`;
  if (said.picked !== undefined) return { state: "no", words: none };
  const text = move.do === "guide" && takesWords(task.question) ? move.text.slice(0, 4000) : undefined;
  if (isClosed(task.status) || text === undefined) {
    const kept = rekeepAnswer(
      draft,
      task.question,
      text === undefined ? undefined : { ...said, words: text },
    );
    const why = isClosed(task.status)
      ? `${before}, and the task is closed by now; reopen its issue to have it done after all`
      : none;
    return kept === "retold"
      ? {
          state: "done",
          words: "Noted: the task is closed by now; whoever asks the same is told it as it is written now.",
        }
      : { state: "no", words: kept === "dropped" ? `${why}; whoever asks the same later on asks anew` : why };
  }
  const isUsed = wasUsed(task, said.comment);
  applyMove(draft, task, moveOf(task.question, { do: "guide", text }), said);
  const isFirst = !isKept(draft, task.question);
  rekeepAnswer(draft, task.question, { ...said, words: text });
  if (!isOlder(task.question, said)) {
    if (isRuled(task)) {
      if (isFirst) keepInstead(draft, task, toldBy(inItsWords(task, said), text));
      return overruled(draft, task, said);
    }
    overruleAnew(draft, draft.task(task.id) as Asked, inItsWords(task, said));
  }
  if (isEdit(task, said.comment))
    return isUsed
      ? {
          state: "done",
          words:
            "Noted: what is under way heard it as it was written before; the next attempt hears it like this.",
        }
      : { state: "done" };
  const then = isHanded(task)
    ? "it stays with who does it by hand, and `/fractal retry` takes it back"
    : isUnderWay(task)
      ? "the next attempt hears it, should there be one"
      : "the next attempt hears both";
  return { state: "done", words: `Noted, though ${before}: ${then}.` };
}

function overruled(draft: Draft, task: Asked, said: Answering): Pick<Heard, "state" | "words"> {
  overrule(draft, draft.task(task.id) as Asked, inItsWords(task, said));
  const hears = isUnderWay(task) ? "the next attempt hears it, should there be one" : "it is heard next";
  return {
    state: "done",
    words: `Noted, in place of what rule ${task.question.answer?.by} says: ${hears}.`,
  };
}

/** A letter says nothing to whoever reads it later. */
function inItsWords({ question }: Asked, said: Answering): Answering {
  const option = optionIn(question, said);
  return option === undefined ? said : { ...said, picked: option.id, words: option.words };
}

function whoAnswered({ question }: Asked, by: string): string {
  const { answer } = question;
  if (answer === undefined || answer.by === "") return "this was not asked any more";
  const words = answer.words.length > 200 ? `${answer.words.slice(0, 200)}…` : answer.words;
  const who = answer.from === "policy" ? `rule ${answer.by}` : answer.by === by ? "you" : `@${answer.by}`;
  return `${who} answered before (“${words}”)`;
}

function isEdit({ guidance = [] }: Task, comment: number | undefined): boolean {
  return comment !== undefined && guidance.some((each) => each.comment === comment);
}

function isUnderWay({ status }: Task): boolean {
  return status === "running" || status === "validating" || status === "planning";
}

/** Did an attempt or a plan begin since it was said? */
function wasUsed(task: Task, comment: number | undefined): boolean {
  const at = task.guidance?.find((each) => each.comment === comment)?.at ?? Infinity;
  return task.status === "planning" || task.attempts.some(({ startedAt }) => startedAt >= at);
}
