import { raiseApproval } from "./approval.ts";
import type { Draft } from "./draft.ts";
import type { Task } from "./tree.ts";
import { addUsd } from "./usage.ts";

/**
 * A person gives that many US dollars more: to the tree, and, said on one part of it, for that part. Both, since a tree that has run out could
 * not keep the promise otherwise.
 */
export function raiseBudget(draft: Draft, task: Task, { usd, by }: { usd: number; by: string }): void {
  if (task.parent !== null) draft.put({ ...task, shareUsd: addUsd(task.shareUsd ?? 0, usd) });
  const { budgetUsd, config } = draft.root.facts;
  draft.putFacts({ budgetUsd: addUsd(budgetUsd ?? config.budget.usd, usd) });
  raiseApproval(draft, { usd, by });
}
