import type { Bare } from "./bare.ts";
import type { MergeTry } from "./git.ts";

/** Merges two commits in memory: the resulting tree, or the files in conflict. */
export async function mergeTrees(bare: Bare, ours: string, theirs: string): Promise<MergeTry> {
  const args = [
    "merge-tree",
    "--write-tree",
    "--no-messages",
    "--name-only",
    "-z",
    "--allow-unrelated-histories",
  ];
  const result = await bare.attempt([...args, ours, theirs]);
  const [tree = "", ...conflicts] = result.stdout.toString("utf8").split("\0").filter(Boolean);
  if (result.code === 0) return { tree: tree.trim() };
  if (result.code === 1) return { conflicts };
  throw new Error(`git merge-tree failed: ${result.stderr.trim()}`);
}

export async function isAncestor(bare: Bare, ancestor: string, descendant: string): Promise<boolean> {
  return (await bare.fact(["merge-base", "--is-ancestor", ancestor, descendant])) !== undefined;
}

export function mergeBase(bare: Bare, one: string, other: string): Promise<string | undefined> {
  return bare.fact(["merge-base", one, other]);
}

/** How many commits `to` has that `from` has not. */
export async function countCommits(bare: Bare, from: string, to: string): Promise<number> {
  return Number(await bare.fact(["rev-list", "--count", `${from}..${to}`]));
}
