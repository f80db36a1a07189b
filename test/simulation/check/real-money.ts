import { type Remains, treesIn } from "./rows.ts";

/** I3, from the providers' side: the rows charge, or still hold back, at least what was really spent for them. */
export function realMoney(remains: Remains): string[] {
  let charged = 0;
  for (const { tasks } of treesIn(remains))
    for (const { planUsage, planning, attempts } of tasks.values()) {
      charged += (planUsage?.usd ?? 0) + (planning?.reservedUsd ?? 0);
      for (const { usage, reservedUsd } of attempts) charged += usage?.usd ?? reservedUsd;
    }
  if (charged >= remains.realUsd - 0.000_01) return [];
  return [`$${remains.realUsd} were spent at the providers, and the rows know of $${charged.toFixed(6)}`];
}
