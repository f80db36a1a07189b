import type { EventOf, TreeEvent } from "#src/core/event.ts";
import { isForUs } from "#src/core/is-for-us.ts";
import { isHeard } from "#src/core/is-heard.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { type CommentNow, listCommentsSince } from "#src/effects/github/read-comments.ts";
import { Remembered } from "#src/effects/github/remembered.ts";
import { boxesOf } from "#src/views/ticked-boxes.ts";
import { saidIn } from "./said-in.ts";
import { sweepThumbs, type Thumbed, thumbedQuestions } from "./sweep-thumbs.ts";
import type { World } from "./world.ts";

/**
 * What people said to a tree and no webhook told: comments under its issues and pull requests, ticks in ours, and 👍 on ours, which only a
 * sweep sees. All of a repository come in one list: since the request at first, since the last sweep from then on.
 */
export async function sweepComments(world: World, repo: Repo, tree: Tree): Promise<TreeEvent[]> {
  const begun = world.clock();
  const { requestedAt, heard = [], heardFrom = 0, strangersAt = {} } = rootOf(tree).facts;
  const tasks = tasksByNumber(tree);
  const events: TreeEvent[] = [];
  const comments = await listCommentsSince(repo, sweptAt.get(repo, tree.root) ?? requestedAt);
  for (const comment of comments) {
    const task = tasks.get(comment.issue);
    if (task === undefined) continue;
    // What was heard once is followed; of the rest, what is too old to be remembered was heard too.
    const isKnown = heard.some((each) => each.comment === comment.id);
    const spokesman = tree.tasks.get(task.question?.as ?? "");
    const isMeant = (event: Said) => isKnown || (event.at > heardFrom && isForUs(task, event, spokesman));
    const isJudged = (event: Said) => event.at <= (strangersAt[event.by] ?? -Infinity);
    const isNews = (event: Said) => !isHeard(heard, event) && isMeant(event) && !isJudged(event);
    events.push(...(await saidIn(repo, comment, { bot: world.bot, isNews })));
  }
  const boxes = [...thumbedQuestions(tree), ...rulesToAccept(repo, tree, { world, comments })];
  for (const event of await sweepThumbs(world, repo, boxes)) if (!isHeard(heard, event)) events.push(event);
  // Only now: what was listed and could not be read is listed again.
  sweptAt.set(repo, tree.root, begun);
  return events;
}

type Said = EventOf<"CommentWritten"> | EventOf<"BoxesTicked">;

/** When the last sweep of a root began; the list looks back far beyond it. */
const sweptAt = new Remembered<number>(1000);

/** An issue and a pull request never have the same number. */
function tasksByNumber(tree: Tree): Map<number, Task> {
  const tasks = new Map<number, Task>();
  for (const task of tree.tasks.values()) {
    if (task.issue !== undefined) tasks.set(task.issue.number, task);
    for (const { pullRequest } of [...task.attempts, ...(task.facts ? [task.facts] : [])])
      if (pullRequest !== undefined) tasks.set(pullRequest, task);
  }
  return tasks;
}

/** Comments of ours that propose a rule, by the key of the box that accepts it. */
function rulesToAccept(
  repo: Repo,
  tree: Tree,
  { world, comments }: { world: World; comments: readonly CommentNow[] },
): Thumbed[] {
  const open = [...tree.tasks.values()].flatMap(({ id, policy }) =>
    policy?.step === "proposed" ? [`policy/${id}/${policy.n}/accept`] : [],
  );
  for (const { id: comment, issue, user, body } of comments)
    if (user?.login === world.bot)
      for (const key of boxesOf(body))
        if (open.includes(key)) proposals.set(repo, key, { issue, comment, key });
  return open.flatMap((key) => proposals.get(repo, key) ?? []);
}

/** They stand in the list only for as long as they are young. */
const proposals = new Remembered<Thumbed>(200);
