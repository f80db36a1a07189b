import { Replay } from "#src/effects/telemetry/replay.ts";
import type { Remains } from "./rows.ts";

/** I6: every decision that the trace tells comes out the same when it is made once more from the trace alone. */
export function replayed({ trace, text }: Remains): string[] {
  const again = new Replay(text);
  for (const line of trace) {
    const outcome = again.feed(line);
    if (typeof outcome === "string") continue;
    const { event, rows, effects } = outcome;
    return [`line ${line.seq}, ${event}, is decided otherwise: ${JSON.stringify({ rows, effects })}`];
  }
  return [];
}
