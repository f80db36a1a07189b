import type { TraceLine } from "#src/core/trace-line.ts";

/** A line of the trace for somebody who reads along. */
export function wordsOfLine(line: TraceLine): string {
  const where = [line.task, line.key].filter((each) => each !== undefined).join(" ");
  switch (line.type) {
    case "effect":
      return `  effect ${line.attrs.effect} ${where}: ${line.attrs.outcome} ${line.attrs["error.type"] ?? ""}`;
    case "decision":
      return `  ${JSON.stringify(line.attrs).slice(0, 400)}`;
    case "event":
      return `  event ${line.attrs.event} ${line.attrs.delivery}`;
    default:
      return `  ${line.type} ${where}`;
  }
}
