import assert from "node:assert/strict";
import { test } from "node:test";
import { priceEntries } from "../src/amounts.js";

const website = { project: "Website", minutes: 50, rateCents: 8500 };

test("each entry is rounded up before lines are summed per project and rate", () => {
  const entries = [website, website, { ...website, rateCents: 9000 }, { ...website, project: "Support" }];
  const { lines } = priceEntries(entries, { step: 15, vatPercent: 21 });
  assert.deepEqual(lines, [
    { project: "Website", rateCents: 8500, minutes: 120, netCents: 17000 },
    { project: "Website", rateCents: 9000, minutes: 60, netCents: 9000 },
    { project: "Support", rateCents: 8500, minutes: 60, netCents: 8500 },
  ]);
});

test("a line is rounded half up, and VAT once from the net total", () => {
  const entries = [
    { project: "Website", minutes: 105, rateCents: 8500 },
    { project: "Support", minutes: 30, rateCents: 9550 },
    { project: "Phone", minutes: 1, rateCents: 30 },
  ];
  const { lines, netCents, vatCents, totalCents } = priceEntries(entries, { step: 1, vatPercent: 21 });
  assert.deepEqual(
    lines.map((line) => line.netCents),
    [14875, 4775, 1],
  );
  assert.deepEqual([netCents, vatCents, totalCents], [19651, 4127, 23778]);
});

test("nothing to bill costs nothing", () => {
  const { lines, totalCents } = priceEntries([], { step: 15, vatPercent: 21 });
  assert.deepEqual([lines, totalCents], [[], 0]);
});
