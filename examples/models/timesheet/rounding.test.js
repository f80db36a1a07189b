import assert from "node:assert/strict";
import { test } from "node:test";
import { roundUpMinutes } from "../src/rounding.js";

test("minutes are rounded up to the step", () => {
  assert.equal(roundUpMinutes(95, 15), 105);
  assert.equal(roundUpMinutes(90, 15), 90);
  assert.equal(roundUpMinutes(1, 60), 60);
  assert.equal(roundUpMinutes(0, 15), 0);
  assert.equal(roundUpMinutes(7, 1), 7);
});

test("a step that is no whole number of minutes is refused", () => {
  assert.throws(() => roundUpMinutes(95, 0), /from 1, not 0/);
  assert.throws(() => roundUpMinutes(95, 7.5), /from 1, not 7.5/);
});
