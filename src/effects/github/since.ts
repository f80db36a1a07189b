const SKEW_MS = 300_000;

/**
 * A time to look from, as GitHub writes times (whole seconds), five minutes earlier than asked: clocks differ, and what is looked for
 * is told by its key anyway.
 */
export function safelySince(iso: string): string {
  return new Date(Date.parse(iso) - SKEW_MS).toISOString().replace(/\.\d+Z$/, "Z");
}
