import type { Draft } from "./draft.ts";
import { microUsd } from "./money-of-task.ts";
import type { Task } from "./tree.ts";

/**
 * A person gives that many US dollars more: to the tree, and, said on one part of it, for that part. Both, since a tree that has run out could
 * not keep the promise otherwise.
 */
export function raiseBudget(draft: Draft, task: Task, usd: number): void {
  if (task.parent !== null) draft.put({ ...task, shareUsd: microUsd((task.shareUsd ?? 0) + usd) });
  const { approval, budgetUsd, config } = draft.root.facts;
  draft.putFacts({
    budgetUsd: microUsd((budgetUsd ?? config.budget.usd) + usd),
    ...(approval?.usd !== undefined && { approval: { ...approval, usd: microUsd(approval.usd + usd) } }),
  });
}
