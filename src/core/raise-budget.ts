import { ceilingUsd } from "./budget.ts";
import type { Draft } from "./draft.ts";
import { microUsd } from "./money-of-task.ts";
import type { Task } from "./tree.ts";

/** A person gives that many US dollars more: to the tree, or, out of what the tree has, to one part that others may then not take. */
export function raiseBudget(draft: Draft, task: Task, usd: number): void {
  if (task.parent !== null) return draft.put({ ...task, shareUsd: microUsd((task.shareUsd ?? 0) + usd) });
  const { approval } = draft.root.facts;
  const raised = microUsd(ceilingUsd(draft.tree) + usd);
  const isApproved = approval?.usd !== undefined;
  draft.putFacts({ budgetUsd: raised, ...(isApproved && { approval: { ...approval, usd: raised } }) });
}
