import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = mkdtempSync(join(tmpdir(), "invoice-"));
after(() => rmSync(folder, { recursive: true }));

const march = [
  "date,client,project,minutes,note,rate",
  "2026-03-02,Acme,Website,95,,85",
  "2026-03-03,Globex,Audit,30,,",
  "2026-03-04,Acme,Support,20,,95.50",
].join("\n");

test("the invoice of a client is printed", () => {
  const { stdout, stderr, status } = invoice(march, "--client", "Acme", "--step", "15", "--vat", "21");
  assert.equal(stderr, "");
  assert.deepEqual(stdout.split("\n"), [
    "Invoice for Acme",
    "",
    "  1h 45m  Website                85.00    148.75",
    "  0h 30m  Support                95.50     47.75",
    "",
    "          Net                             196.50",
    "          VAT 21%                          41.27",
    "          Total                           237.77",
    "",
  ]);
  assert.equal(status, 0);
});

test("the step is 15 minutes and VAT nothing unless told otherwise", () => {
  const { stdout } = invoice(march, "--client", "Acme");
  assert.match(stdout, /1h 45m {2}Website/);
  assert.match(stdout, /VAT 0% +0\.00\n +Total +196\.50\n/);
});

test("an entry without a rate is refused with its date", () => {
  const { stderr, status } = invoice(march, "--client", "Globex");
  assert.equal(stderr, "timesheet: the entry of 2026-03-03 for Globex has no rate\n");
  assert.equal(status, 1);
});

test("a client without entries has nothing to bill", () => {
  const { stderr, status } = invoice(march, "--client", "Initech");
  assert.equal(stderr, "timesheet: there is nothing to bill for Initech\n");
  assert.equal(status, 1);
});

test("without a client the usage is printed", () => {
  const { stderr, status } = invoice(march);
  assert.match(stderr, /timesheet invoice FILE --client NAME/);
  assert.equal(status, 2);
});

function invoice(sheet, ...options) {
  const file = join(folder, "march.csv");
  writeFileSync(file, sheet);
  const program = fileURLToPath(new URL("../bin/timesheet.js", import.meta.url));
  return spawnSync(process.execPath, [program, "invoice", file, ...options], { encoding: "utf8" });
}
