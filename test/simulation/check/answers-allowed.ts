import { z } from "zod";
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

function sayersOf({ id, question, guidance = [], gone }: Task, tree: Tree): [by: string, what: string][] {
  const { answer, n } = question ?? {};
  // Who took an issue away is not told; only an administrator can.
  const isGone = gone !== undefined && answer?.by === "somebody";
  const heard: readonly Heard[] = id === tree.root ? (rootOf(tree).facts.heard ?? []) : [];
  return [
    ...(answer === undefined || answer.from !== undefined || isGone
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
  const { state, writers, trace } = remains;
  const foreign = new Set(
    state.comments
      .filter(({ viaApp, userId }) => !viaApp && !writers.has(state.users.must(userId).login))
      .map(({ body }) => body.trim())
      // A letter or a word is in every prompt.
      .filter((words) => words.length >= 12),
  );
  // Their comments may be gone, or say something else by now.
  for (const line of trace)
    if (line.type === "decision") {
      const { by, body } = Said.parse(line.attrs.said);
      if (body !== undefined && by !== undefined && writers.has(by)) foreign.delete(body.trim());
    }
  if (foreign.size === 0) return [];
  return briefingsIn(remains).flatMap(({ name, text }) =>
    [...foreign]
      .filter((words) => text.includes(JSON.stringify(words).slice(1, -1)))
      .map((words) => `${name} holds what a stranger wrote: ${words}`),
  );
}

/** A long text lies beside the trace: it is longer than what strangers write. */
const Said = z.object({ by: z.string().optional(), body: z.string().optional().catch(undefined) });
