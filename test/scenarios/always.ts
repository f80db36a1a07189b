import { join } from "node:path";
import { readFileSync } from "node:fs";
import { leftUsd, moneyOf } from "#src/core/budget.ts";
import type { Tree } from "#src/core/tree.ts";
import { parseTrace } from "#src/effects/telemetry/read-trace.ts";
import type { Hub } from "#src/local/hub/hub.ts";

/** What must hold at the end of every story, whatever it tells; what does not is said in words. */
export function faultsOf({ state }: Hub, data: string, secrets: readonly string[]): string[] {
  const marker = /<!-- fractal:\w+ \S+/;
  const bodies = [
    ...state.issues.filter(({ viaApp }) => viaApp).map(({ body }) => body ?? ""),
    ...state.comments.filter(({ viaApp }) => viaApp).map(({ body }) => body),
  ];
  const made = [
    ...bodies.map((body) => marker.exec(body)?.[0] ?? `without a marker: ${body}`),
    ...state.pulls.filter(() => true).map(({ headRef, baseRef }) => `pull request ${headRef} → ${baseRef}`),
    ...state.workflowRuns
      .filter(({ event }) => event === "workflow_dispatch")
      .map(({ title }) => `run ${title}`),
    ...state.reactions
      .filter(() => true)
      .map(({ subject, subjectId, content }) => `${content} on ${subject} ${subjectId}`),
  ];
  const twice = made.filter((each, index) => made.indexOf(each) !== index);
  return [...twice.map((each) => `made twice: ${each}`), ...faultsOfTrace(data, secrets)];
}

function faultsOfTrace(data: string, secrets: readonly string[]): string[] {
  const text = readFileSync(join(data, "trace", "trace.jsonl"), "utf8");
  const { skipped } = parseTrace(text);
  const told = secrets.filter((secret) => text.includes(secret));
  return [
    ...(skipped > 0 ? [`${skipped} lines of the trace are no trace lines`] : []),
    ...told.map((secret) => `the trace tells ${secret}`),
  ];
}

/** At every instant: what is spent and what is held back never pass the budget together. */
export function overspent(tree: Tree): string | undefined {
  if (tree.tasks.size === 0 || leftUsd(tree) >= 0) return undefined;
  const { spentUsd, reservedUsd } = moneyOf(tree);
  return `over the budget: $${spentUsd} spent and $${reservedUsd} reserved`;
}
