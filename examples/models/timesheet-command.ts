import type { Turn } from "../scripted-model.ts";
import { edit, read, runTests, submit, turn, write } from "../turns.ts";

const files = ["src/invoice.js", "bin/timesheet.js", "test/invoice.test.js"];

const edits: [string, string][] = [
  [
    `import { readFileSync } from "node:fs";\nimport { readEntries } from "../src/entries.js";\n`,
    `import { readFileSync } from "node:fs";\nimport { parseArgs } from "node:util";\nimport { readEntries } from "../src/entries.js";\n` +
      `import { renderInvoice } from "../src/invoice.js";\n`,
  ],
  [
    "report FILE    hours per client and project`;",
    "report FILE    hours per client and project\n       timesheet invoice FILE --client NAME [--step MINUTES] [--vat PERCENT]`;",
  ],
  [`  else fail(USAGE, 2);\n`, `  else if (command === "invoice") invoice(args);\n  else fail(USAGE, 2);\n`],
  [
    `function fail(message, status) {`,
    `function invoice(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      client: { type: "string" },
      step: { type: "string", default: "15" },
      vat: { type: "string", default: "0" },
    },
  });
  if (positionals.length !== 1 || values.client === undefined) return fail(USAGE, 2);
  const entries = readEntries(readFileSync(positionals[0], "utf8"));
  const options = { client: values.client, step: Number(values.step), vatPercent: Number(values.vat) };
  process.stdout.write(renderInvoice(entries, options));
}

function fail(message, status) {`,
  ],
];

/** The last leaf builds on what the others left: entries with rates, and priced lines. */
export function command(verify: string, file: (name: string) => URL): Turn[] {
  return [
    turn(
      "I read what I build on.",
      read("bin/timesheet.js"),
      read("src/amounts.js"),
      read("src/report.js"),
      read("test/cli.test.js"),
    ),
    turn("The text of the invoice first.", write("src/invoice.js", file("invoice.js"))),
    turn(
      "Then the command.",
      ...edits.map(([old, replacement]) => edit("bin/timesheet.js", old, replacement)),
    ),
    turn("And its test, from the spec's example.", write("test/invoice.test.js", file("invoice.test.js"))),
    turn("Now the check.", runTests()),
    turn(
      "It passes.",
      submit(
        "Added `timesheet invoice`; it prints the spec's example and refuses entries without a rate.",
        verify,
        files,
      ),
    ),
  ];
}
