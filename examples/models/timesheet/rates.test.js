import assert from "node:assert/strict";
import { test } from "node:test";
import { readEntries } from "../src/entries.js";

test("the rate of an hour is read in cents", () => {
  assert.deepEqual(rates("85", "95.50", "0.5"), [8500, 9550, 50]);
});

test("an empty rate is none", () => {
  assert.deepEqual(rates(""), [null]);
});

test("a rate that is no amount names its row", () => {
  assert.throws(() => rates("85", "12.345"), /row 3: "12.345" is not an amount with at most two decimals/);
  assert.throws(() => rates("€85"), /row 2/);
});

function rates(...cells) {
  const rows = cells.map((cell) => `2026-03-02,Acme,Website,95,,${cell}`);
  const sheet = ["date,client,project,minutes,note,rate", ...rows].join("\n");
  return readEntries(sheet).map((entry) => entry.rateCents);
}
