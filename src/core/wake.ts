import { askAgainAt } from "./judgement.ts";
import { stickyAt } from "./due-people.ts";
import { stickyState } from "./mirror-state.ts";
import type { Rules } from "./rules.ts";
import { rootOf, type Tree } from "./tree.ts";

/** The next moment (milliseconds since the epoch) at which the clock alone makes something due; undefined: never. */
export function wakeAt(tree: Tree, rules: Rules): number | undefined {
  if (tree.tasks.size === 0) return undefined;
  const { facts } = rootOf(tree);
  const { limits } = facts.config;
  const moments: (number | undefined)[] = [];
  if (facts.sticky && facts.sticky.state !== stickyState(tree)) moments.push(stickyAt(tree));
  if (facts.judgement) moments.push(askAgainAt(facts.judgement, limits));
  for (const task of tree.tasks.values()) {
    moments.push(...task.trouble.map(({ retryAt }) => retryAt));
    if (task.check) moments.push(askAgainAt(task.check.judgement, limits));
    for (const { judgement, outcome } of task.attempts)
      if (judgement && outcome === undefined) moments.push(askAgainAt(judgement, limits));
  }
  const future = moments.filter((moment) => moment !== undefined && moment > rules.now) as number[];
  return future.length > 0 ? Math.min(...future) : undefined;
}
