import { isCommand } from "#src/core/is-command.ts";
import { takesWords } from "#src/core/takes-words.ts";
import { type Asking, isAsking, isWaitedFor } from "#src/core/question-state.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { outline } from "#src/views/outline.ts";

/** A decision that a person can take now: a question that was asked, or a rule that was made of an answer. */
export type OpenQuestion = Readonly<{
  /** The same for as long as it is the same question. */
  key: string;
  task: Task;
  /** Where it is asked. */
  issue: number;
  title: string;
  summary: string;
  options: readonly Readonly<{ id: string; words: string; isRecommended: boolean }>[];
  /** May it be answered in words of one's own? */
  takesWords: boolean;
  /** Equal for questions that ask the same. */
  print?: string;
}>;

/** In the order of the tree; only what is there to be answered: its comment is written. */
export function openQuestions(tree: Tree): OpenQuestion[] {
  const tasks = outline(tree).map(({ task }) => task);
  const asked = tasks.flatMap((task) =>
    isAsking(task) && task.question.as === undefined && isWaitedFor(tree, task) ? questionOf(task) : [],
  );
  return [...asked, ...tasks.flatMap(proposedRule)];
}

/** @returns the comment that answers, as one would write it under the issue; or why there is none */
export function commentFor(
  question: OpenQuestion,
  text: string,
): Readonly<{ body: string } | { fault: string }> {
  const said = text.trim();
  if (said.length > charsMax) return { fault: `an answer has at most ${charsMax} characters` };
  if (isCommand(said)) return { body: said };
  if (isRule(question))
    return /^(?:a|y|yes|1)$/i.test(said)
      ? { body: "/fractal policy accept" }
      : { fault: "type a to keep the rule; an empty line leaves it" };
  const letters = question.options.map(({ id }) => id);
  const option = optionIn(letters, said);
  if (option === "none")
    return {
      fault: `there is no such option: type ${letters.join(", ")}${question.takesWords ? ", or words" : ""}`,
    };
  if (option === undefined && !question.takesWords) return { fault: `type ${letters.join(", ")}` };
  return { body: `/fractal answer ${option ?? said}` };
}

/** With the question it must fit into what a briefing holds of one answer. */
const charsMax = 3500;

/** `b`, `B)`, `(b)` or `2`; one letter or figure alone is no answer in words where there are options. */
function optionIn(letters: readonly string[], said: string): string | undefined {
  const [, letter, number] = /^\(?(?:([a-z])|(\d))[).:]?$/i.exec(said) ?? [];
  if (letters.length === 0 || (letter === undefined && number === undefined)) return undefined;
  const id = letter?.toLowerCase() ?? letters[Number(number) - 1];
  return id !== undefined && letters.includes(id) ? id : "none";
}

function questionOf(task: Asking): OpenQuestion[] {
  const { n, title, summary, options, recommended, print, askedAt, comment } = task.question;
  // GitHub's numbers rise: what is said before the question stands there would be taken for talk.
  if (askedAt === undefined || comment === undefined || task.issue === undefined) return [];
  return [
    {
      key: `question/${task.id}/${n}`,
      task,
      issue: task.issue.number,
      title,
      summary,
      print,
      options: options.map(({ id, words }) => ({ id, words, isRecommended: id === recommended })),
      takesWords: takesWords(task.question),
    },
  ];
}

function proposedRule(task: Task): OpenQuestion[] {
  const { policy: draft, issue } = task;
  if (draft?.step !== "proposed" || draft.policy === undefined || issue === undefined) return [];
  const { rule } = draft.policy;
  const contradicts = draft.contradicts.map((id) => `It says otherwise than ${id}.`);
  return [
    {
      key: `${ruleKey}${task.id}/${draft.n}`,
      task,
      issue: issue.number,
      title: "Keep this answer as a rule?",
      summary: [rule, ...contradicts].join("\n"),
      options: [
        {
          id: "a",
          words: "Yes, from now on, and on a branch that keeps it for later trees",
          isRecommended: false,
        },
      ],
      takesWords: false,
    },
  ];
}

const ruleKey = "policy/";

/** It takes a yes or nothing. */
export function isRule({ key }: Pick<OpenQuestion, "key">): boolean {
  return key.startsWith(ruleKey);
}
