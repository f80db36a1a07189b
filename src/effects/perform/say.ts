import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { Question } from "#src/core/question.ts";
import { isHeard } from "#src/core/is-heard.ts";
import { questionOf } from "#src/core/question-of.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { ensureComment } from "#src/effects/github/comments.ts";
import { ensureOnlyReaction } from "#src/effects/github/reactions.ts";
import { readComment } from "#src/effects/github/read-comments.ts";
import { Remembered } from "#src/effects/github/remembered.ts";
import { questionMarker, renderQuestion } from "#src/views/question.ts";
import { saidIn } from "./said-in.ts";
import { repositoryOf, type World } from "./world.ts";

/**
 * On a person's comment: it was seen, acted on, or not. It bears one of these at a time, so that an edit which is understood at last leaves
 * no 😕 behind.
 */
export async function react(
  world: World,
  tree: Tree,
  { comment, at, content }: EffectOf<"React">,
): Promise<TreeEvent[]> {
  const repo = await repositoryOf(world, tree);
  await ensureOnlyReaction(repo, comment, { content, among: ["eyes", "rocket", "confused"], bot: world.bot });
  return [{ type: "Reacted", comment, at, content }];
}

/** The question as one comment on its task's issue, edited in place; a tick that nobody told of is heard before it is written over. */
export async function writeQuestion(
  world: World,
  tree: Tree,
  { task: id, n, state, key }: EffectOf<"WriteQuestion">,
): Promise<TreeEvent[]> {
  const task = tree.tasks.get(id);
  const question = task && questionOf(task, n);
  if (task?.issue === undefined || question === undefined) return [];
  const repo = await repositoryOf(world, tree);
  const told = await unheardTicks(world, tree, { repo, question });
  if (told.length > 0) return told;
  const body = renderQuestion(tree, task, question);
  const { id: commentId } = await ensureComment(repo, {
    issue: task.issue.number,
    marker: questionMarker(id, n),
    body,
    mode: "sticky",
    bot: world.bot,
    knownId: question.comment?.id,
    ...(question.askedAt !== undefined && { since: new Date(question.askedAt).toISOString() }),
  });
  const attrs = { direction: "out" as const, where: `#${task.issue.number}`, text: world.trace.blob(body) };
  world.trace.write({ type: "human_message", root: tree.root, task: id, key, attrs });
  return [{ type: "QuestionWritten", task: id, n, commentId, state }];
}

/** Boxes that a person ticked since the comment was last heard of, while the question is open. */
async function unheardTicks(
  world: World,
  tree: Tree,
  { repo, question }: { repo: Repo; question: Question },
): Promise<TreeEvent[]> {
  const known = question.comment?.id;
  if (known === undefined || question.answer !== undefined) return [];
  const comment = await readComment(repo, known);
  if (comment === undefined) return [];
  const { heard = [] } = rootOf(tree).facts;
  const told = await saidIn(repo, comment, { bot: world.bot, isNews: (event) => !isHeard(heard, event) });
  // Once for each version: what the tree does not want to hear is written over then.
  const version = JSON.stringify(told);
  if (handedOn.get(repo, String(known)) === version) return [];
  handedOn.set(repo, String(known), version);
  return told;
}

const handedOn = new Remembered<string>(100);
