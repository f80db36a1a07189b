import type { Task } from "./tree.ts";

/** US dollars and tokens of one task, or of all. Reserved money is held back for a call that has not been settled. */
export type Money = Readonly<{
  spentUsd: number;
  reservedUsd: number;
  inputTokens: number;
  outputTokens: number;
}>;

export function moneyOfTask({ planUsage, planning, escalation, policy, attempts }: Task): Money {
  let spent = planUsage?.usd ?? 0;
  let reserved = (planning?.reservedUsd ?? 0) + (escalation?.reservedUsd ?? 0) + (policy?.reservedUsd ?? 0);
  let inputTokens = planUsage?.inputTokens ?? 0;
  let outputTokens = planUsage?.outputTokens ?? 0;
  for (const { usage, reservedUsd } of attempts) {
    if (usage === undefined) reserved += reservedUsd;
    spent += usage?.usd ?? 0;
    inputTokens += usage?.inputTokens ?? 0;
    outputTokens += usage?.outputTokens ?? 0;
  }
  return { spentUsd: microUsd(spent), reservedUsd: microUsd(reserved), inputTokens, outputTokens };
}

/** Sums of dollars are kept to the millionth, so that adding and settling meet again at zero. */
export function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000) / 1_000_000;
}
