import { epicBranch } from "#src/core/branch.ts";
import { onceMore } from "#src/core/needs-of-task.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { readRef } from "#src/effects/github/branches.ts";
import { NeedsHuman } from "#src/errors.ts";
import { repositoryOf, type World } from "./world.ts";

/** @throws NeedsHuman when somebody deleted the branch */
export async function epicSha(world: World, tree: Tree): Promise<string> {
  const branch = epicBranch(rootOf(tree).facts.issue);
  const sha = await readRef(await repositoryOf(world, tree), branch);
  if (sha !== undefined) return sha;
  throw new NeedsHuman(`the branch ${branch} is gone`, {
    hint: `push ${branch} again, then ${onceMore}`,
  });
}
