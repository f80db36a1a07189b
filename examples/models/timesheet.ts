import type { Script } from "../scripted-model.ts";
import { list, read, runTests, submit, turn, write } from "../turns.ts";
import { plan } from "./plan.ts";
import { rates } from "./timesheet-rates.ts";
import { command } from "./timesheet-command.ts";

const file = (name: string) => new URL(`./timesheet/${name}`, import.meta.url);

const verifyRates = "node --test test/rates.test.js";
const verifyRounding = "node --test test/rounding.test.js";
const verifyAmounts = "node --test test/amounts.test.js";
const verifyMoney = "node --test test/rounding.test.js test/amounts.test.js";
const verifyCommand = "node --test test/invoice.test.js";

const roundingFiles = ["src/rounding.js", "test/rounding.test.js"];
const amountsFiles = ["src/amounts.js", "test/amounts.test.js"];

/** How a planner and a worker might go about `examples/timesheet/spec.md`. */
export const timesheet: Script = [
  {
    title: "Invoices from the time sheet",
    plan: plan({
      size: "XL",
      tags: ["invoice"],
      acceptance: "The example of the spec prints as shown, and old sheets are still read.",
      verify: "npm test",
      files: ["src/**", "bin/timesheet.js", "test/**"],
      children: [
        {
          title: "Read the rate of an hour from the sheet",
          objective:
            "readEntries in src/entries.js gives each entry `rateCents`: the cell of the column `rate` in cents, null when there is none. " +
            "A rate that is not an amount with at most two decimals is an error that names its row, as for minutes.",
          type: "feature",
          size: "S",
          risk: "low",
          acceptance:
            "85 is read as 8500, 95.50 as 9550, an empty cell as null, and 12.345 is refused with its row.",
          verify: verifyRates,
          files: ["src/entries.js", "test/rates.test.js"],
          dependsOn: [],
        },
        {
          title: "Turn minutes into money",
          objective:
            "From the entries of one client to priced lines, net, VAT and total, without floating point: minutes are rounded up to the " +
            "billing step per entry, lines are summed per project and rate, amounts are whole cents, rounded half up.",
          type: "feature",
          size: "L",
          risk: "medium",
          acceptance: "Rounding and pricing hold for the spec's example and for halves of a cent.",
          verify: verifyMoney,
          files: [...roundingFiles, ...amountsFiles],
          dependsOn: [],
        },
        {
          title: "Print the invoice from the command line",
          objective:
            "`timesheet invoice FILE --client NAME [--step MINUTES] [--vat PERCENT]` prints the invoice as the spec shows it. src/invoice.js " +
            "renders it from the entries (`renderInvoice`), bin/timesheet.js reads the options and names the command in its usage.",
          type: "feature",
          size: "S",
          risk: "low",
          acceptance:
            "The spec's example prints as shown; an entry without a rate, a client without entries and missing options are refused.",
          verify: verifyCommand,
          files: ["src/invoice.js", "bin/timesheet.js", "test/invoice.test.js"],
          dependsOn: [0, 1],
        },
      ],
    }),
  },
  {
    title: "Read the rate of an hour from the sheet",
    plan: plan({
      size: "S",
      acceptance:
        "85 is read as 8500, 95.50 as 9550, an empty cell as null, and 12.345 is refused with its row.",
      verify: verifyRates,
      files: ["src/entries.js", "test/rates.test.js"],
    }),
    work: (prompt) => rates(prompt, verifyRates, file),
  },
  {
    title: "Turn minutes into money",
    plan: plan({
      size: "L",
      risk: "medium",
      acceptance: "Rounding and pricing hold for the spec's example and for halves of a cent.",
      verify: verifyMoney,
      files: [...roundingFiles, ...amountsFiles],
      children: [
        {
          title: "Round minutes up to the billing step",
          objective:
            "roundUpMinutes(minutes, step) in src/rounding.js; a step that is not a whole number from 1 is refused.",
          type: "feature",
          size: "XS",
          risk: "low",
          acceptance: "95 minutes at a step of 15 are 105, 90 stay 90, and a step of 0 is refused.",
          verify: verifyRounding,
          files: roundingFiles,
          dependsOn: [],
        },
        {
          title: "Price the lines of an invoice",
          objective:
            "priceEntries(entries, {step, vatPercent}) in src/amounts.js sums rounded minutes per project and rate and gives " +
            "{lines: [{project, rateCents, minutes, netCents}], netCents, vatCents, totalCents}; VAT once, from the net total.",
          type: "feature",
          size: "S",
          risk: "low",
          acceptance: "A net of 196.51 at 21 % has 41.27 VAT, and half a cent goes up.",
          verify: verifyAmounts,
          files: amountsFiles,
          dependsOn: [0],
        },
      ],
    }),
  },
  {
    title: "Round minutes up to the billing step",
    plan: plan({
      size: "XS",
      acceptance: "95 minutes at a step of 15 are 105, 90 stay 90, and a step of 0 is refused.",
      verify: verifyRounding,
      files: roundingFiles,
    }),
    work: () => [
      turn(
        "I look at how modules and tests are written here.",
        list("src"),
        read("src/report.js"),
        read("test/report.test.js"),
      ),
      turn(
        "One function and its test.",
        write("src/rounding.js", file("rounding.js")),
        write("test/rounding.test.js", file("rounding.test.js")),
      ),
      turn("Now the check.", runTests()),
      turn(
        "It passes.",
        submit(
          "Added roundUpMinutes, which refuses steps that are no whole minutes.",
          verifyRounding,
          roundingFiles,
        ),
      ),
    ],
  },
  {
    title: "Price the lines of an invoice",
    plan: plan({
      size: "S",
      acceptance: "A net of 196.51 at 21 % has 41.27 VAT, and half a cent goes up.",
      verify: verifyAmounts,
      files: amountsFiles,
    }),
    work: () => [
      turn(
        "I read what I build on.",
        read("src/rounding.js"),
        read("src/entries.js"),
        read("test/report.test.js"),
      ),
      turn("Lines first, then the totals.", write("src/amounts.js", file("amounts.js"))),
      turn(
        "The test covers rounding, halves of a cent and an empty month.",
        write("test/amounts.test.js", file("amounts.test.js")),
      ),
      turn("Now the check.", runTests()),
      turn(
        "It passes.",
        submit(
          "Added priceEntries: whole cents throughout, half up once per line, VAT once from the net total.",
          verifyAmounts,
          amountsFiles,
          {
            assumptions: ["Every entry handed in has a rate; the command refuses those that have none."],
          },
        ),
      ),
    ],
  },
  {
    title: "Print the invoice from the command line",
    plan: plan({
      size: "S",
      acceptance:
        "The spec's example prints as shown; an entry without a rate, a client without entries and missing options are refused.",
      verify: verifyCommand,
      files: ["src/invoice.js", "bin/timesheet.js", "test/invoice.test.js"],
    }),
    work: () => command(verifyCommand, file),
  },
];
