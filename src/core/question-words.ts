import type { Draft } from "./draft.ts";
import type { Option, QuestionKind } from "./question.ts";
import { depthOf, type Task } from "./tree.ts";

/** The words of one question, where whoever asks has none of their own. */
export type QuestionWords = Readonly<{
  title: string;
  summary: string;
  options: readonly Omit<Option, "id">[];
  /** The name of one of them. */
  recommended?: string;
}>;

type About = Readonly<{ kind: QuestionKind; reason: string }>;

/** How a question of this kind is put about this task: one decision, why, and what can be done about it. */
export function questionWords(draft: Draft, task: Task, about: About): QuestionWords {
  const name = `“${task.title}”`;
  const { reason } = about;
  switch (about.kind) {
    case "clarify":
      return clarifyWords(task);
    case "missing":
      return missingWords(task, reason);
    case "stuck":
      return {
        title: `How shall ${name} go on?`,
        summary: `${sentence(reason)}\nRecommended: reply with what it should do differently.`,
        options: [again, ...splitIfAny(draft, task), ...handIfAny(task), leaveOut(task)],
      };
    case "unsafe":
      return unsafeWords(task, reason);
    case "dropped":
      return {
        title: `${name} was dropped: shall the rest go on without it?`,
        summary: `${sentence(reason)}\nRecommended: go on without it, if nothing that waits for it needs what it would have made.`,
        options: [
          { words: "Go on without it", move: { do: "skip" } },
          { words: "Do it after all", move: { do: "retry" } },
          { words: parentWords(draft, task), move: { do: "cancel", whose: "parent" } },
        ],
        recommended: "a",
      };
    case "unmerged":
      return {
        title: `Pull request #${draft.root.facts.pullRequest} was closed unmerged: open it again?`,
        summary: `${sentence(reason)}\nRecommended: reply with what must change; that becomes one more task, and the pull request is opened again after it.`,
        options: [
          { words: "Open it again as it is", move: { do: "resume" } },
          { words: "Cancel the whole tree", move: { do: "cancel" } },
        ],
      };
    default:
      return {
        title: `What shall become of ${name}?`,
        summary: `${sentence(reason)}\nRecommended: mend it and let it be tried once more.`,
        options: [
          { words: "It is mended: try once more", move: { do: "retry" } },
          ...handIfAny(task),
          leaveOut(task),
        ],
        recommended: "a",
      };
  }
}

type Choice = Omit<Option, "id">;
const again: Choice = { words: "Try once more, from the first model on", move: { do: "retry" } };
const hand: Choice = {
  words: "I do it by hand, and close its issue as completed then",
  move: { do: "hand" },
};

/** Dropped with the root is everything. */
function parentWords({ root }: Draft, { parent }: Task): string {
  return parent === root.id ? "Cancel the whole tree" : "Drop its parent as well";
}

/** What a person can always do who would rather give none of the answers that a model thought of. */
export function ownWays(task: Task): readonly Omit<Option, "id">[] {
  return [...handIfAny(task), leaveOut(task)];
}

/** Of the root's issue the close stops the whole tree. */
function handIfAny({ parent }: Task): Choice[] {
  return parent === null ? [] : [hand];
}

/** The root cannot be left out of itself. */
function leaveOut({ parent }: Task): Choice {
  return parent === null
    ? { words: "Cancel the whole tree", move: { do: "cancel" } }
    : { words: "Leave it out: the rest goes on without it", move: { do: "skip" } };
}

function splitIfAny(draft: Draft, task: Task): Choice[] {
  const isSplittable =
    task.size !== "XS" &&
    task.parent !== null &&
    draft.children(task.id).length === 0 &&
    depthOf(draft.tree, task) < draft.root.facts.config.limits.depthMax;
  return isSplittable ? [{ words: "Split it into smaller tasks", move: { do: "split" } }] : [];
}

/** Room for a question before what is told as its answer. */
const toldCharsMax = 3600;
const titleCharsMax = 300;

/** A question that is too long for a title is asked whole below its beginning. */
function headed(
  question: string,
  why: string,
  recommendation?: string,
): Pick<QuestionWords, "title" | "summary"> {
  if (question.length <= titleCharsMax) return { title: question, summary: recommend(why, recommendation) };
  const whole = oneLine(question);
  return { title: `${whole.slice(0, 200)}…`, summary: recommend(`${whole}\n${why}`, recommendation) };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** One question is put with its own answers; several are put together, so that one reply settles them. */
function clarifyWords(task: Task): QuestionWords {
  const [first, ...more] = task.questions;
  if (first === undefined || more.length > 0) return severalWords(task);
  const at = first.options.indexOf(first.recommendation ?? "");
  const why = `Before “${task.title}” is planned, this must be known.`;
  return {
    ...headed(first.question, why, first.recommendation ?? undefined),
    options: answers(task, first.options),
    ...(at >= 0 && { recommended: "abcd"[at] }),
  };
}

function severalWords(task: Task): QuestionWords {
  const { questions } = task;
  const lines = questions.map(({ question, options, recommendation }, at) => {
    const offered =
      options.length === 0 ? "" : ` Possible: ${options.map((each) => `“${each}”`).join(", ")}.`;
    const best = recommendation === null ? "" : ` Recommended: “${recommendation}”.`;
    return `${at + 1}. ${oneLine(question)}${oneLine(`${offered}${best}`)}`;
  });
  const asRecommended = questions.map((each) => `${each.question} ${each.recommendation}`).join("\n");
  // What could be told in part only is no answer to all of them.
  const isAllRecommended =
    questions.every((each) => each.recommendation !== null) && asRecommended.length <= toldCharsMax;
  return {
    title: `${questions.length} things to decide before “${task.title}” is planned`,
    summary: ["It needs all of these answers:", ...lines].join("\n"),
    options: [
      ...(isAllRecommended
        ? [{ words: "All as recommended", move: { do: "guide" as const, text: asRecommended } }]
        : []),
      ...answers(task, []),
    ],
    ...(isAllRecommended && { recommended: "a" }),
  };
}

/** What the worker asked by its last report. */
function missingWords(task: Task, reason: string): QuestionWords {
  const asked = task.attempts.at(-1)?.report?.question;
  const at = asked?.options.indexOf(asked.recommendation ?? "") ?? -1;
  const why =
    asked === undefined ? sentence(reason) : `The worker on “${task.title}” cannot go on without this.`;
  const title = asked?.title ?? `What does “${task.title}” need to know?`;
  return {
    ...headed(title, why, asked?.recommendation),
    options: answers(task, asked?.options ?? []),
    ...(at >= 0 && { recommended: "abcd"[at] }),
  };
}

/** The answers that were offered, or else the ways to do without one. */
function answers(task: Task, offered: readonly string[]): Choice[] {
  const own = offered.slice(0, 4).map((words): Choice => ({ words, move: { do: "guide", text: words } }));
  if (own.length >= 2) return own;
  const freely =
    "Nobody can say: choose what is simplest and most usual, and say in the report what was chosen.";
  return [
    ...own,
    { words: "Choose what is simplest and most usual", move: { do: "guide", text: freely } },
    leaveOut(task),
  ];
}

function unsafeWords(task: Task, reason: string): QuestionWords {
  const refused = task.attempts.at(-1)?.outcome?.refused ?? [];
  const name = `“${task.title}”`;
  const quoted = refused.map((path) => `\`${path}\``);
  const isShort = `${name}${quoted.join(", ")}`.length <= 250;
  const others = [
    { words: "Try once more without it", move: { do: "retry" as const } },
    ...handIfAny(task),
    leaveOut(task),
  ];
  if (refused.length === 0 || !isShownWhole(refused))
    return {
      title: `${name} tried what no task may do: how shall it go on?`,
      summary: `${sentence(reason)}\nRecommended: reply with another way.`,
      options: others,
    };
  const files = isShort
    ? quoted.join(", ")
    : refused.length === 1
      ? "this file"
      : `these ${refused.length} files`;
  const list = isShort ? [sentence(reason)] : [sentence(reason.slice(0, 200)), ...quoted];
  return {
    title: `May ${name} change ${files}?`,
    summary: [...list, "Recommended: allow it only where the task needs just that."].join("\n"),
    options: [
      { words: `Allow ${files} once, for this task`, move: { do: "allow", codes: refused } },
      ...others,
    ],
  };
}

/** Nobody allows what they cannot see: all of it fits into what is asked, each in one line that shows every sign. */
function isShownWhole(paths: readonly string[]): boolean {
  return (
    paths.join("```").length <= 1000 &&
    paths.every((path) => /^[^\p{C}\p{Z}`]+( [^\p{C}\p{Z}`]+)*$/u.test(path))
  );
}

function recommend(why: string, recommendation: string | undefined): string {
  return recommendation ? `${why}\nRecommended: ${recommendation}` : why;
}

function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
