import assert from "node:assert/strict";
import { test } from "node:test";
import { readEntries } from "../src/entries.js";

test("rows become entries, whatever the order of the columns", () => {
  const [entry] = readEntries("minutes,note,date,client,project\n95,Header,2026-03-02,Acme,Website\n");
  assert.equal(entry.date, "2026-03-02");
  assert.equal(entry.client, "Acme");
  assert.equal(entry.project, "Website");
  assert.equal(entry.minutes, 95);
  assert.equal(entry.note, "Header");
});

test("a missing column is named", () => {
  assert.throws(() => readEntries("date,client,project,note\n"), /no column "minutes"/);
});

test("minutes that are no whole number name their row", () => {
  const sheet = "date,client,project,minutes,note\n2026-03-02,Acme,Website,1.5,\n";
  assert.throws(() => readEntries(sheet), /row 2: "1.5" is not a whole number of minutes/);
});
