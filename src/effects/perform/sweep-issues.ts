import type { TreeEvent } from "#src/core/event.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { listOwnIssues } from "#src/effects/github/find-issue.ts";
import { readIssue } from "#src/effects/github/issue.ts";
import { missedDecision } from "./missed-decision.ts";
import type { World } from "./world.ts";

/** Issues of the tree that somebody else closed or reopened: the root's is read, those we made come in one list. */
export async function sweepIssues(world: World, repo: Repo, tree: Tree): Promise<TreeEvent[]> {
  const { requestedAt, issue: number } = rootOf(tree).facts;
  const tasks = new Map<number, Task>();
  for (const task of tree.tasks.values()) if (task.issue) tasks.set(task.issue.number, task);
  const since = new Date(requestedAt).toISOString();
  const ours = tasks.size > 1 ? await listOwnIssues(repo, { bot: world.bot, since }) : [];
  const events: TreeEvent[] = [];
  for (const issue of [await readIssue(repo, number), ...ours]) {
    const task = tasks.get(issue.ref.number);
    const event = task && (await missedDecision(world, tree, { repo, task, issue }));
    if (event) events.push(event);
  }
  return events;
}
