import { setTimeout as sleep } from "node:timers/promises";
import { epicBranch, leafBranch } from "#src/core/branch.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { closePull, findPullRequest } from "#src/effects/github/pulls.ts";
import { repositoryOf, type World } from "./world.ts";

/** Of an attempt that ended without it; its branch stays for whoever wants to look. */
export async function closePullRequest(
  world: World,
  tree: Tree,
  { task, attempt, pullRequest: known }: EffectOf<"ClosePullRequest">,
): Promise<TreeEvent[]> {
  const repo = await repositoryOf(world, tree);
  const pullRequest = known ?? (await findOpened(world, tree, { task, attempt }));
  if (pullRequest !== undefined) await closePull(repo, pullRequest);
  return [{ type: "PullRequestShut", task, attempt, ...(pullRequest !== undefined && { pullRequest }) }];
}

/** GitHub may have opened it a moment ago without our hearing of it: its lists show it late. */
async function findOpened(
  world: World,
  tree: Tree,
  { task, attempt }: { task: string; attempt: number },
): Promise<number | undefined> {
  await sleep(world.listsLagMs ?? 0);
  const { issue } = rootOf(tree).facts;
  const about = { head: leafBranch(issue, task, attempt), base: epicBranch(issue) };
  return (await findPullRequest(await repositoryOf(world, tree), about))?.number;
}
