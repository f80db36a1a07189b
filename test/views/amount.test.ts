import { expect, test } from "vitest";
import { counted, leavesDone, tokens, usd } from "#src/views/amount.ts";

test("money is shown in cents, and below a cent in as many digits as say something", () => {
  expect([0, 0.00001, 0.0034, 0.01, 1.239, 12].map(usd)).toEqual([
    "$0.00",
    "under $0.0001",
    "$0.0034",
    "$0.01",
    "$1.24",
    "$12.00",
  ]);
});

test("tokens and counts are short", () => {
  expect([0, 999, 1000, 12_345, 999_949, 999_950, 4_100_000].map(tokens)).toEqual([
    "0",
    "999",
    "1k",
    "12.3k",
    "999.9k",
    "1M",
    "4.1M",
  ]);
  expect([0, 1, 2].map((count) => counted(count, "attempt"))).toEqual([
    "0 attempts",
    "1 attempt",
    "2 attempts",
  ]);
  expect(leavesDone({ leaves: 1, leavesDone: 1 })).toBe("1 of 1 leaf done");
  expect(leavesDone(undefined)).toBe("no leaves yet");
});
