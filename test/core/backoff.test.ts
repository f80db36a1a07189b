import { assert, constantFrom, integer, property, string } from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "#src/core/retry.ts";

const ceilingOf = (count: number) => Math.min(900_000, 1000 * 2 ** count);

test("every wait is below its ceiling, no shorter than what the other side asked for, and always the same", () => {
  const asked = constantFrom(-5, 0, 1, 250, 7000, 3_600_000);
  assert(
    property(string(), integer({ min: 1, max: 5000 }), asked, (key, count, atLeast) => {
      const wait = backoffMs(key, count, atLeast);
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThanOrEqual(Math.max(atLeast, 0));
      expect(wait - Math.max(atLeast, 0)).toBeLessThan(ceilingOf(count));
      expect(backoffMs(key, count, atLeast)).toBe(wait);
    }),
  );
});

test("nobody is believed who asks for more than a day", () => {
  expect(backoffMs("k", 1, 1e15)).toBeLessThan(86_400_000 + 2000);
  expect(backoffMs("k", 1, Number.POSITIVE_INFINITY)).toBeLessThan(86_400_000 + 2000);
});

test.each([1, 3, 9, 40])(
  "what failed together for the %i. time is spread evenly up to the ceiling",
  (count) => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let n = 0; n < 5000; n += 1) {
      const wait = backoffMs(`fx-1234567a/plan/${n}`, count);
      const tenth = Math.floor((10 * wait) / ceilingOf(count));
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(400);
    expect(Math.max(...tenths)).toBeLessThan(600);
  },
);

test("one effect draws anew each time it fails", () => {
  const shares = Array.from(
    { length: 10 },
    (_, n) => backoffMs("fx-1234567a/merge", n + 1) / ceilingOf(n + 1),
  );
  expect(new Set(shares.map((share) => share.toFixed(2))).size).toBeGreaterThan(6);
});
