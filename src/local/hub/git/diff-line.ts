export type DiffLine = {
  /** Counted from 1 below the patch's first `@@`, as GitHub does. */
  position: number;
  /** The line's hunk, from its `@@` down to the line. */
  hunk: string;
};

/** Where a line of the new file (`RIGHT`) or the old one (`LEFT`) stands in a patch; undefined when the patch does not show it. */
export function lineInPatch(patch: string, line: number, side: "LEFT" | "RIGHT"): DiffLine | undefined {
  const other = side === "LEFT" ? "+" : "-";
  let hunk: string[] = [];
  let next = 0;
  for (const [position, text] of patch.split("\n").entries()) {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    hunk = start ? [text] : [...hunk, text];
    if (start) next = Number(side === "LEFT" ? start[1] : start[2]);
    else if (!text.startsWith(other) && !text.startsWith("\\")) {
      if (next === line) return { position, hunk: hunk.join("\n") };
      next += 1;
    }
  }
  return undefined;
}
