import { parseCsv } from "./csv.js";

const COLUMNS = ["date", "client", "project", "minutes", "note"];

/**
 * Reads a time sheet: CSV with a header row, columns in any order.
 * Returns `{date, client, project, minutes, note}` per row; `minutes` is a whole number.
 */
export function readEntries(text) {
  const [header = [], ...rows] = parseCsv(text);
  for (const column of COLUMNS) {
    if (!header.includes(column)) {
      throw new Error(`the sheet has no column "${column}"; it needs ${COLUMNS.join(", ")}`);
    }
  }
  return rows.map((row, index) => {
    const cell = (column) => row[header.indexOf(column)] ?? "";
    return {
      date: cell("date"),
      client: cell("client"),
      project: cell("project"),
      minutes: readMinutes(cell("minutes"), index + 2),
      note: cell("note"),
    };
  });
}

function readMinutes(text, line) {
  if (!/^\d+$/.test(text)) throw new Error(`row ${line}: "${text}" is not a whole number of minutes`);
  return Number(text);
}
