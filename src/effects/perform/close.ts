import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { Tree } from "#src/core/tree.ts";
import { closePull } from "#src/effects/github/pulls.ts";
import { repositoryOf, type World } from "./world.ts";

/** Of an attempt that ended without it; its branch stays for whoever wants to look. */
export async function closePullRequest(
  world: World,
  tree: Tree,
  { task, attempt, pullRequest }: EffectOf<"ClosePullRequest">,
): Promise<TreeEvent[]> {
  await closePull(await repositoryOf(world, tree), pullRequest);
  return [{ type: "PullRequestShut", task, attempt }];
}
