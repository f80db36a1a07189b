import type { Heard } from "#src/core/heard.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { briefingsIn } from "./briefings.ts";
import { decidedIn } from "./decided.ts";
import { touched } from "./finding.ts";
import type { Remains } from "./rows.ts";

/** I8: nothing is answered, told to a model or said to be done on the word of somebody who may not write to the repository. */
export function answersAllowed(remains: Remains): string[] {
  return [...new Set([...decidedBy(remains), ...shownDone(remains), ...strangersWords(remains)])];
}

function decidedBy(remains: Remains): string[] {
  return decidedIn(remains).flatMap((step) =>
    touched(step).flatMap((task) =>
      sayersOf(task, step.after)
        .filter(([by]) => by !== "" && !remains.writers.has(by))
        .map(([by, what]) => `${by} may not decide, and ${what}`),
    ),
  );
}

function sayersOf({ id, question, guidance = [] }: Task, tree: Tree): [by: string, what: string][] {
  const { answer, n } = question ?? {};
  const heard: readonly Heard[] = id === tree.root ? (rootOf(tree).facts.heard ?? []) : [];
  return [
    ...(answer === undefined || answer.from !== undefined
      ? []
      : [[answer.by, `question ${n} of ${id} is answered by it`] as [string, string]]),
    ...guidance
      .filter(({ from }) => from === "person" || from === "review")
      .map(({ by }) => [by, `${id} is guided by it`] as [string, string]),
    ...heard
      .filter(({ state }) => state === "done")
      .map(({ by, comment }) => [by, `comment ${comment} was acted on`] as [string, string]),
  ];
}

/** 🚀 on a comment. On one of ours it is for who ticked a box there. */
function shownDone({ state, writers }: Remains): string[] {
  return state.reactions
    .filter(({ subject, content }) => subject === "comment" && content === "rocket")
    .flatMap(({ subjectId }) => {
      const comment = state.comments.get(subjectId);
      const author = comment && state.users.must(comment.userId).login;
      if (comment === undefined || comment.viaApp || author === undefined || writers.has(author)) return [];
      return [`${author} may not decide, and comment ${subjectId} bears 🚀`];
    });
}

/** What only strangers ever wrote is in no briefing and no prompt. */
function strangersWords(remains: Remains): string[] {
  const { state, writers } = remains;
  const own = new Map<string, boolean>();
  for (const { viaApp, userId, body } of state.comments.filter(() => true)) {
    const words = body.trim();
    // A letter or a word is in every prompt.
    if (viaApp || words.length < 12) continue;
    const isWriter = writers.has(state.users.must(userId).login);
    own.set(words, (own.get(words) ?? true) && !isWriter);
  }
  const foreign = [...own].flatMap(([words, isForeign]) => (isForeign ? [words] : []));
  if (foreign.length === 0) return [];
  return briefingsIn(remains).flatMap(({ name, text }) =>
    foreign
      .filter((words) => text.includes(JSON.stringify(words).slice(1, -1)))
      .map((words) => `${name} holds what a stranger wrote: ${words}`),
  );
}
