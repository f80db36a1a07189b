import { rootOf, type Tree } from "#src/core/tree.ts";
import type { World } from "./world.ts";

/** GitHub shows a new run late; one that it does not show after this long was deleted. In milliseconds. */
const shownWithinMs = 120_000;

/** Was a run of the tree started so lately that GitHub may not show it yet? */
export function isYoung({ clock }: World, tree: Tree, runId: number): boolean {
  const started = startOf(tree, runId);
  return started !== undefined && clock() - started < shownWithinMs;
}

/** When it was started; of one that an older version started, when it was going to be. */
function startOf(tree: Tree, runId: number): number | undefined {
  for (const { attempts, check } of tree.tasks.values()) {
    const attempt = attempts.find((each) => each.runId === runId);
    if (attempt !== undefined) return attempt.dispatchedAt ?? attempt.startedAt;
    const judgements = [
      check?.judgement,
      rootOf(tree).facts.judgement,
      ...attempts.map((each) => each.judgement),
    ];
    const judgement = judgements.find((each) => each?.verifyRunId === runId);
    if (judgement !== undefined) return judgement.stateSince ?? judgement.since;
  }
  return undefined;
}
