import { rootOf } from "#src/core/tree.ts";
import type { Step } from "./finding.ts";

/** I3: what is spent and what is held back never pass the budget together. A budget that was lowered below both is no fault. */
export function money({ before, after }: Step): string[] {
  const now = ledger(after);
  if (now.left >= -0.0000005) return [];
  const known = before === undefined || before.tasks.size === 0 ? undefined : ledger(before);
  if (known !== undefined && (known.left < 0 || known.budget > now.budget)) return [];
  return [`$${now.spent} spent and $${now.held} held back of $${now.budget}`];
}

/** Added up here once more, not asked of the code that is under test. */
function ledger(tree: Step["after"]): { budget: number; spent: number; held: number; left: number } {
  let [spent, held] = [0, 0];
  for (const { planUsage, planning, escalation, policy, attempts } of tree.tasks.values()) {
    spent += planUsage?.usd ?? 0;
    held += (planning?.reservedUsd ?? 0) + (escalation?.reservedUsd ?? 0) + (policy?.reservedUsd ?? 0);
    for (const { usage, reservedUsd } of attempts)
      if (usage === undefined) held += reservedUsd;
      else spent += usage.usd;
  }
  const { config, budgetUsd, approval } = rootOf(tree).facts;
  const budget = Math.min(budgetUsd ?? config.budget.usd, approval?.usd ?? Infinity);
  return { budget, spent, held, left: budget - spent - held };
}
