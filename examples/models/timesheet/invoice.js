import { priceEntries } from "./amounts.js";
import { formatDuration } from "./report.js";

/**
 * The invoice of one client as text. `options` are `{client, step, vatPercent}`.
 * Throws when the client has no entries, or one of them has no rate.
 */
export function renderInvoice(entries, { client, step, vatPercent }) {
  const billed = entries.filter((entry) => entry.client === client);
  if (billed.length === 0) throw new Error(`there is nothing to bill for ${client}`);
  const unpriced = billed.find((entry) => entry.rateCents === null);
  if (unpriced !== undefined) throw new Error(`the entry of ${unpriced.date} for ${client} has no rate`);

  const { lines, netCents, vatCents, totalCents } = priceEntries(billed, { step, vatPercent });
  const width = Math.max(18, ...lines.map((line) => line.project.length));
  const sum = (label, cents) => `${" ".repeat(10)}${label.padEnd(width)}${" ".repeat(10)}${money(cents)}`;
  return [
    `Invoice for ${client}`,
    "",
    ...lines.map(({ minutes, project, rateCents, netCents }) => {
      const duration = formatDuration(minutes).padStart(8);
      return `${duration}  ${project.padEnd(width)}${money(rateCents)}${money(netCents)}`;
    }),
    "",
    sum("Net", netCents),
    sum(`VAT ${vatPercent}%`, vatCents),
    sum("Total", totalCents),
    "",
  ].join("\n");
}

function money(cents) {
  const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  return text.padStart(10);
}
