import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import type { RootFacts } from "./tree.ts";
import type { Wish } from "./wish.ts";

/** What they may not decide is put back where it can be, and they are told. It keeps the number of the wish, which no other one ever has. */
export function refuse(draft: Draft, wish: Wish): void {
  const { refusals = [] } = draft.root.facts;
  draft.putFacts({ refusals: [...refusals, wish] });
}

/** Is it being judged, or put back, that they closed or reopened this pull request? */
export function isBeingJudged(
  { wishes, refusals = [] }: RootFacts,
  { pullRequest, by, as }: Pick<Wish, "by" | "as"> & { pullRequest: number },
): boolean {
  return [...wishes, ...refusals].some(
    (each) => each.pullRequest === pullRequest && each.by === by && each.as === as,
  );
}

export function onWishRefused(draft: Draft, { n }: EventOf<"WishRefused">): void {
  const { refusals = [] } = draft.root.facts;
  const left = refusals.filter((each) => each.n !== n);
  if (left.length < refusals.length) draft.putFacts({ refusals: left.length > 0 ? left : undefined });
}
