import type { Turn } from "../scripted-model.ts";
import { edit, read, runTests, submit, turn, write } from "../turns.ts";

const columns = `const COLUMNS = ["date", "client", "project", "minutes", "note"];`;
const columnsWithRate = `const COLUMNS = ["date", "client", "project", "minutes", "note", "rate"];`;
const noteCell = `      note: cell("note"),\n`;
const noteAndRateCells = `      note: cell("note"),\n      rateCents: readRate(cell("rate"), index + 2),\n`;
const returned = "Returns `{date, client, project, minutes, note}` per row; `minutes` is a whole number.";
const returnedWithRate =
  "Returns `{date, client, project, minutes, note, rateCents}` per row; `minutes` is a whole number, `rateCents` the\n" +
  " * price of an hour, or null.";
const readMinutes = "function readMinutes(text, line) {";
const readRate = `function readRate(text, line) {
  if (text === "") return null;
  if (!/^\\d+(\\.\\d{1,2})?$/.test(text)) {
    throw new Error(\`row \${line}: "\${text}" is not an amount with at most two decimals\`);
  }
  const [whole, decimals = ""] = text.split(".");
  return Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
}
`;
const files = ["src/entries.js", "test/rates.test.js"];

/**
 * At first the new column is demanded of every sheet, as a hurried worker would do it: its own check passes, but the sheets of the
 * other tests have no rates. Told of that failure, it makes the column optional.
 */
export function rates(prompt: string, verify: string, file: (name: string) => URL): Turn[] {
  const told = /LAST FAILURE[\s\S]*no column \W*rate/.test(prompt);
  const look = turn("I read the reader and its tests.", read("src/entries.js"), read("test/entries.test.js"));
  const common = [
    edit("src/entries.js", returned, returnedWithRate),
    edit("src/entries.js", noteCell, noteAndRateCells),
    edit("src/entries.js", readMinutes, `${readRate}\n${readMinutes}`),
  ];
  if (!told) {
    return [
      look,
      turn("The sheet gets one more column.", edit("src/entries.js", columns, columnsWithRate), ...common),
      turn("The test for it.", write("test/rates.test.js", file("rates.test.js"))),
      turn("Now the check.", runTests()),
      turn("It passes.", submit("Entries carry rateCents, read from the column rate.", verify, files)),
    ];
  }
  return [
    look,
    turn(
      "Sheets without a rate column must still be read: the column stays out of the required ones.",
      ...common,
    ),
    turn(
      "The test gets a case for old sheets.",
      write("test/rates.test.js", file("rates-and-old-sheets.test.js")),
    ),
    turn("Now the check.", runTests()),
    turn(
      "It passes.",
      submit("Entries carry rateCents, or null for sheets and rows that have no rate.", verify, files, {
        confidence: 0.95,
      }),
    ),
  ];
}
