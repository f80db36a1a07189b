import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = mkdtempSync(join(tmpdir(), "timesheet-"));
after(() => rmSync(folder, { recursive: true }));

test("report prints the hours of a sheet", () => {
  const sheet = join(folder, "march.csv");
  writeFileSync(
    sheet,
    "date,client,project,minutes,note\n2026-03-02,Acme,Website,95,\n2026-03-03,Globex,Audit,30,\n",
  );
  const { status, stdout, stderr } = timesheet("report", sheet);
  assert.equal(stderr, "");
  assert.equal(stdout, "  1h 35m  Acme / Website\n  0h 30m  Globex / Audit\n");
  assert.equal(status, 0);
});

test("a file that is not there is named", () => {
  const { status, stderr } = timesheet("report", join(folder, "april.csv"));
  assert.match(stderr, /^timesheet: .*april\.csv/);
  assert.equal(status, 1);
});

test("an unknown command prints the usage", () => {
  const { status, stderr } = timesheet("sum");
  assert.match(stderr, /^usage: timesheet report FILE/);
  assert.equal(status, 2);
});

function timesheet(...args) {
  const program = fileURLToPath(new URL("../bin/timesheet.js", import.meta.url));
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}
