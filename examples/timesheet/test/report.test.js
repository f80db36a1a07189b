import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, minutesByProject } from "../src/report.js";

test("minutes are summed per client and project", () => {
  const entries = [
    { client: "Acme", project: "Website", minutes: 95 },
    { client: "Globex", project: "Audit", minutes: 30 },
    { client: "Acme", project: "Website", minutes: 25 },
  ];
  assert.deepEqual(minutesByProject(entries), [
    { name: "Acme / Website", minutes: 120 },
    { name: "Globex / Audit", minutes: 30 },
  ]);
});

test("a duration is printed in hours and minutes", () => {
  assert.equal(formatDuration(5), "0h 05m");
  assert.equal(formatDuration(125), "2h 05m");
});
