import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Wish } from "#src/core/wish.ts";

/** What somebody did who may not decide it, waiting to be put back. */
export function withRefusal(tree: Tree, refusal: Omit<Wish, "n">): Tree {
  const root = rootOf(tree);
  const facts = { ...root.facts, refusals: [{ n: 1, ...refusal }] };
  return { ...tree, tasks: new Map([...tree.tasks, [root.id, { ...root, facts }]]) };
}
