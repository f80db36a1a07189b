import { isCommand } from "#src/core/is-command.ts";
import { isAsking } from "#src/core/question-state.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { NeedsHuman } from "#src/errors.ts";
import { clip, oneLine } from "#src/views/plain.ts";
import { findTask } from "./find-task.ts";
import { atKeptHub } from "./kept-hub.ts";
import { type KeptAt, keptDirectory, readTrees, takeUnlessInUse } from "./kept-trees.ts";
import { commentFor, type OpenQuestion, openQuestions } from "./open-question.ts";
import type { Surroundings } from "./run.ts";
import { sayAsPerson } from "./say-as-person.ts";
import { type Answered, sayToRun } from "./say-to-run.ts";

/**
 * `fractal answer`: says it under the task's issue, as the person. It is durable when this returns.
 * @returns the exit code: 1 when the run at work did not do it
 * @throws NeedsHuman when nothing was said
 */
export async function answer(
  { task, text }: { task: string; text: string },
  options: KeptAt & { json: boolean },
  { env, stdout }: Pick<Surroundings, "env" | "stdout">,
): Promise<number> {
  const dir = await keptDirectory(options, env);
  using taken = new DisposableStack();
  const release = takeUnlessInUse(dir);
  if (release !== undefined) taken.defer(release);
  const answered =
    release === undefined
      ? await sayToRun(dir, { task, text })
      : await keep(dir, { trees: await readTrees(dir, env), task, text });
  stdout.write(
    options.json ? `${JSON.stringify({ v: 1, ...answered }, null, 2)}\n` : `${wordsOf(answered)}\n`,
  );
  return answered.state === "no" ? 1 : 0;
}

function wordsOf({ issue, body, state }: Answered): string {
  const said = `said under #${issue}: ${clip(oneLine(body), 200)}`;
  switch (state) {
    case "kept":
      return `${said}\nthe next fractal run on this data hears it`;
    case "done":
      return `${said}\nthe run at work has acted on it`;
    case "no":
      return `${said}\nthe run at work did not do it; the reply under #${issue} says why, and so does fractal why ${issue} when it has ended`;
    default:
      return `${said}\nthe run at work has yet to act on it`;
  }
}

async function keep(
  dir: string,
  { trees, task: wanted, text }: { trees: readonly Tree[]; task: string; text: string },
): Promise<Answered> {
  const { tree, task } = findTask(trees, wanted);
  const { issue, body } = commentOn(tree, task, text);
  const { owner, repo } = rootOf(tree).facts;
  const comment = await atKeptHub(dir, { owner, repo }, (place) => sayAsPerson(place, issue, body));
  return { issue, comment, body, state: "kept" };
}

/** Checked as far as the tree tells: the rest is judged when it is heard. */
function commentOn(tree: Tree, task: Task, text: string): { issue: number; body: string } {
  const isCommanded = isCommand(text);
  if (task.issue === undefined)
    throw new NeedsHuman(`“${oneLine(task.title)}” has no issue yet`, {
      hint: "go on with fractal run first",
    });
  if (isCommanded) return { issue: task.issue.number, body: text.trim() };
  if (text.trim() === "") throw new NeedsHuman("the answer is empty", { hint: "give a letter, or words" });
  const question = questionOf(tree, task);
  if (question === undefined)
    throw new NeedsHuman(`“${oneLine(task.title)}” asks nothing`, {
      hint: `fractal why ${task.issue.number} says where it stands; to tell its next attempt something, answer with "/fractal retry <words>"`,
    });
  const made = commentFor(question, text);
  if ("fault" in made)
    throw new NeedsHuman(made.fault, {
      hint: question.options.map(({ id, words }) => `${id} = ${clip(oneLine(words), 80)}`).join(", "),
    });
  return { issue: question.issue, body: made.body };
}

/** Its own, or the one that another task asks for it. */
function questionOf(tree: Tree, task: Task): OpenQuestion | undefined {
  const as = isAsking(task) ? task.question.as : undefined;
  return openQuestions(tree).find((each) => each.task.id === (as ?? task.id));
}
