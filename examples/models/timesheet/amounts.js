import { roundUpMinutes } from "./rounding.js";

/**
 * Turns entries of one client into billed lines, one per project and rate, in the order in which they first appear.
 * `step` is the billing step in minutes, `vatPercent` a whole percentage; every amount is a whole number of cents.
 */
export function priceEntries(entries, { step, vatPercent }) {
  const lines = new Map();
  for (const { project, minutes, rateCents } of entries) {
    const key = JSON.stringify([project, rateCents]);
    const line = lines.get(key) ?? { project, rateCents, minutes: 0 };
    lines.set(key, { ...line, minutes: line.minutes + roundUpMinutes(minutes, step) });
  }
  const priced = [...lines.values()].map((line) => ({
    ...line,
    netCents: divideHalfUp(line.minutes * line.rateCents, 60),
  }));
  const netCents = priced.reduce((sum, line) => sum + line.netCents, 0);
  const vatCents = divideHalfUp(netCents * vatPercent, 100);
  return { lines: priced, netCents, vatCents, totalCents: netCents + vatCents };
}

/** Divides whole numbers without a fraction on the way: a half goes up. */
function divideHalfUp(dividend, divisor) {
  const rest = dividend % divisor;
  return (dividend - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
}
