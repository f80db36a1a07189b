import type { TraceLine } from "#src/core/trace-line.ts";
import type { Tree } from "#src/core/tree.ts";
import { Replay } from "#src/effects/telemetry/replay.ts";
import type { Remains } from "./rows.ts";

/** A line of the trace after which a root's rows are others: what was decided, or how they were read. */
export type Decided = Readonly<{
  line: Extract<TraceLine, { type: "decision" | "rows" }>;
  before: Tree | undefined;
  after: Tree;
}>;

/** Every step of every root, in the order of the trace. That the trace tells the rows as they were is the business of `replayed`. */
export function decidedIn({ trace, text }: Remains): readonly Decided[] {
  const known = all.get(trace);
  if (known !== undefined) return known;
  const again = new Replay(text);
  const steps = trace.flatMap((line) => {
    if (line.type !== "decision" && line.type !== "rows") return [];
    const before = again.tree(line.root);
    again.feed(line);
    const after = again.tree(line.root);
    return after === undefined ? [] : [{ line, before, after }];
  });
  all.set(trace, steps);
  return steps;
}

/** Several checks ask. */
const all = new WeakMap<readonly TraceLine[], readonly Decided[]>();
