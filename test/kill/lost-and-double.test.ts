import { expect, test } from "vitest";
import type { Killed } from "./kill-until-done.ts";
import { lostAndDouble } from "./lost-and-double.ts";

const run = { title: "fractal fx-1/1", conclusion: "success" };
const calm: Killed = {
  kills: 0,
  end: { state: "ready", needs: [], runs: [run], comments: ["a", "b"] },
  faults: [],
  plannerCalls: 2,
  seconds: 1,
};

test("what is there once more is double, what is not there is lost, and equal ends are neither", () => {
  const end = { ...calm.end, runs: [run, run], comments: ["a"] };
  expect(lostAndDouble(calm, { ...calm, kills: 3, plannerCalls: 5 })).toEqual({ lost: [], double: [] });
  expect(lostAndDouble(calm, { ...calm, kills: 1, plannerCalls: 4, end })).toEqual({
    lost: ['comments "b"'],
    double: [`runs ${JSON.stringify(run)}`, "2 calls of the planner, by 1 kills"],
  });
  expect(lostAndDouble(calm, { ...calm, end: { ...calm.end, state: "waiting" } }).lost).toEqual([
    'state "ready"',
  ]);
});
