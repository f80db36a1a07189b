import type { Policy } from "#src/core/policy.ts";
import { printOf } from "#src/core/print.ts";

/** A rule that answers what `blocked` workers ask. */
export const left: Policy = {
  id: "left",
  rule: "Go left.",
  scope: { paths: [], types: [] },
  question: printOf("missing", ["Which way?", "left", "right"]),
  answer: "left",
  by: "bob",
  since: "2026-11-01",
};
