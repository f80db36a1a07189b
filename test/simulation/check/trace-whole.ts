import type { Remains } from "./rows.ts";

/** I11: each process's lines count on without a gap. */
export function traceWhole({ trace }: Remains): string[] {
  let seq = 0;
  return trace.flatMap((line) => {
    const gap = line.seq === seq + 1 || seq === 0 ? [] : [`line ${line.seq} follows line ${seq}`];
    seq = line.seq;
    return gap;
  });
}
