import type { Move, Option, Question } from "#src/core/question.ts";
import { takesWords } from "#src/core/takes-words.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { triedBlocks } from "./tried.ts";
import { code, details, fitBody, fullStop, inline, quote } from "./markdown.ts";
import { mention } from "./mention.ts";
import { outline } from "./outline.ts";
import { tickBox } from "./ticked-boxes.ts";
import { treeList } from "./tree-list.ts";

/** The comment that asks people one decision, and that shows who decided what once they did. It has no clock: equal rows give equal bytes. */
export function renderQuestion(tree: Tree, task: Task, question: Question): string {
  const marker = questionMarker(task.id, question.n);
  const [first = "", ...rest] =
    question.answer === undefined ? asked(tree, task, question) : answered(tree, task, question);
  return fitBody([`${marker}\n${first}`, ...rest, tried(task, question)]);
}

/** Hidden in the comment: what is looked for before it is posted. */
export function questionMarker(task: string, n: number): string {
  return `<!-- fractal:question key=${task}/question/${n} v=1 -->`;
}

/** What a box of the question carries. */
export function optionKey(task: string, n: number, option: string): string {
  return `question/${task}/${n}/${option}`;
}

function asked(tree: Tree, task: Task, question: Question): string[] {
  const who = mention(rootOf(tree).facts.requestedBy);
  return [
    `### 🔴 ${inline(question.title, 300)}`,
    `${who}, ${task.parent === null ? "the tree waits" : "this task waits"} for your decision. ${capitalised(lines(question.summary))}`,
    ...(question.kind === "plan" ? [`**The plan so far**\n\n${treeList(outline(tree))}`] : []),
    question.options
      .map((option) => tickBox(optionKey(task.id, question.n, option.id), words(option, question)))
      .join("\n"),
    howTo(question),
  ];
}

function answered(tree: Tree, task: Task, question: Question): string[] {
  const { by, words: said, picked, from, instead, on } = question.answer ?? { by: "", words: "" };
  const title = inline(question.title, 300);
  if (by === "")
    return [`### ⚪ Not asked any more: ${title}`, fullStop(inline(said || "it went on by itself", 1500))];
  const option = question.options.find(({ id }) => id === picked);
  const place = instead === undefined ? "" : `, in place of rule ${inline(instead, 60)},`;
  const before = on === undefined ? undefined : tree.tasks.get(on);
  const how =
    before !== undefined
      ? `Answered as on ${nameOf(before)}`
      : from === undefined
        ? "Answered"
        : `Answered by rule ${inline(by, 60)}`;
  const who = `**${inline(by, 60)}**${place}`;
  const others = [...tree.tasks.values()].filter((each) => each.question?.as === task.id);
  return [
    `### 🟢 ${how}: ${title}`,
    option === undefined
      ? `${who} answered:`
      : `${who} picked **${option.id.toUpperCase()}**: ${fullStop(inline(option.words, 500))}`,
    said.trim() === "" || isRepeated(said, option) ? "" : quote(said, 4000),
    // No boxes any more: who ticks one now would wait for nothing.
    option === undefined
      ? ""
      : question.options
          .map((each) => `- ${each.id === picked ? "☑" : "☐"} ${words(each, question)}`)
          .join("\n"),
    from === undefined
      ? ""
      : "<sub>Where that is wrong, write `/fractal answer` here with the right answer: it takes the place of the rule's, which is told to this task no more and counts as harmful.</sub>",
    before === undefined
      ? ""
      : "<sub>It was asked there in the same words. Where another answer is right here, write `/fractal answer` here with it: the next attempt hears both.</sub>",
    others.length === 0 ? "" : `It settles ${others.map(nameOf).join(", ")} as well, which asked the same.`,
  ];
}

/** A tick is an answer in the option's own words. */
function isRepeated(said: string, option: Option | undefined): boolean {
  if (option === undefined) return false;
  const { words: own, move } = option;
  return said.trim() === own.trim() || (move.do === "guide" && said.trim() === move.text.trim());
}

/** The summary is ours in two lines, with words of models in it. */
function lines(text: string): string {
  return text
    .split("\n")
    .map((line) => inline(line, 3000))
    .filter((line) => line !== "")
    .join("\n");
}

function capitalised(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

function words({ id, words: text }: Option, { recommended }: Question): string {
  return `**${id.toUpperCase()}** ${inline(text, 500)}${id === recommended ? " *(recommended)*" : ""}`;
}

function howTo({ options, kind }: Question): string {
  const commands = [...new Set(options.flatMap(({ move }) => commandOf(move) ?? []))];
  const isFree = takesWords({ kind });
  const ways = [
    ...(options.length > 0 ? ["tick one box"] : []),
    isFree ? "reply here in your own words" : "reply here with its letter",
    ...(commands.length > 0 ? [`write ${commands.map((each) => code(each)).join(" or ")}`] : []),
  ].join(", or ");
  const use = isFree ? " Your words go to the model as you write them." : "";
  return `<sub>To answer, ${ways}.${use} Whoever may write to this repository may answer; nothing is spent on it meanwhile.</sub>`;
}

/** What a person may type instead of ticking; a hand or an exception has no command. */
function commandOf(move: Move): string | undefined {
  switch (move.do) {
    case "guide":
    case "hand":
    case "allow":
      return undefined;
    case "cancel":
      return move.whose === undefined ? "/fractal cancel" : undefined;
    case "budget":
      return `/fractal budget +${move.usd}`;
    case "model":
      return `/fractal model ${move.model}`;
    default:
      return `/fractal ${move.do}`;
  }
}

/** As far as it was when it was asked: what came of the answer is told elsewhere. */
function tried(task: Task, { askedAt = Infinity }: Question): string {
  const attempts = task.attempts.filter(({ startedAt }) => startedAt <= askedAt);
  const [, ...blocks] = triedBlocks({ ...task, attempts });
  return details("What was tried", blocks.join("\n\n"));
}

function nameOf(task: Task): string {
  return task.issue === undefined ? inline(task.title, 100) : `#${task.issue.number}`;
}
