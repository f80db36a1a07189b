const SKEW_MS = 12 * 3_600_000;

/**
 * A time to look from, as GitHub writes times (whole seconds), half a day earlier than asked: clocks differ, and jump by
 * hours where somebody sets them wrong, more than once; what is looked for is told by its key anyway.
 */
export function safelySince(iso: string): string {
  return new Date(Date.parse(iso) - SKEW_MS).toISOString().replace(/\.\d+Z$/, "Z");
}
