import { expect, test } from "vitest";
import { gather } from "#src/ingress/gather.ts";

test("what comes in one turn is taken together, in order; what comes while it is taken, in the next", async () => {
  const taken: number[][] = [];
  const later: Promise<void>[] = [];
  const give = gather<number>((items) => {
    taken.push([...items]);
    if (taken.length === 1) later.push(give(4));
  });
  await Promise.all([give(1), give(2), give(3)]);
  await Promise.all(later);
  expect(taken).toEqual([[1, 2, 3], [4]]);
});

test("when all together are too much, each is told how its own ended", async () => {
  const kept: number[] = [];
  const give = gather<number>((items) => {
    if (items.some((each) => each > 9)) throw new Error(`no room for ${items.join()}`);
    kept.push(...items);
  });
  const ends = await Promise.allSettled([1, 10, 2].map(give));
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(ends[1]).toMatchObject({ reason: new Error("no room for 10") });
  expect(kept).toEqual([1, 2]);
});
