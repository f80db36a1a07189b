import type { Change } from "./change.ts";
import { rootOf, type Tree } from "./tree.ts";
import type { Trouble } from "./trouble.ts";

/** The key of the trouble that a root is set aside for; no effect has it. */
const parkedKey = "parked";

export function isParking({ key }: Trouble): boolean {
  return key === parkedKey;
}

/** Was it set aside, since something that came for it can be neither decided nor stored? */
export function isParked(tree: Tree): boolean {
  return rootOf(tree).trouble.some(isParking);
}

const wordsMax = 1000;

/** Sets the tree aside, for people to see: nothing of it is decided any more, until a restart tries that once more. */
export function parked(tree: Tree, words: string): readonly Change[] {
  const root = rootOf(tree);
  const message = words.slice(0, wordsMax);
  const known = root.trouble.filter((each) => !isParking(each));
  const trouble = [...known, { key: parkedKey, count: 1, message }];
  return [{ task: { ...root, trouble }, lazy: false }];
}
