import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { Tree } from "#src/core/tree.ts";
import { ensureReaction } from "#src/effects/github/reactions.ts";
import { repositoryOf, type World } from "./world.ts";

/** On a person's comment: it was seen, acted on, or not. */
export async function react(
  world: World,
  tree: Tree,
  { comment, at, content }: EffectOf<"React">,
): Promise<TreeEvent[]> {
  await ensureReaction(await repositoryOf(world, tree), { comment }, content);
  return [{ type: "Reacted", comment, at, content }];
}
