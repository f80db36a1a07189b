import { attemptKey } from "#src/core/attempt.ts";
import { type Remains, treesIn } from "./rows.ts";

/** I3, from the providers' side: for every call the rows charge, or still hold back, at least what it really cost. */
export function realMoney(remains: Remains): string[] {
  const charged = chargedIn(remains);
  return [...remains.spent].flatMap(([name, usd]) => {
    const known = charged.get(name) ?? 0;
    return known >= usd - 0.000_01
      ? []
      : [`${name} cost $${usd.toFixed(6)}, and the rows know of $${known.toFixed(6)}`];
  });
}

function chargedIn(remains: Remains): Map<string, number> {
  const charged = new Map<string, number>();
  const add = (name: string, usd: number) => charged.set(name, (charged.get(name) ?? 0) + usd);
  for (const { tasks } of treesIn(remains))
    for (const { id, title, planUsage, planning, escalation, policy, attempts } of tasks.values()) {
      const held = [planning, escalation, policy].reduce((sum, each) => sum + (each?.reservedUsd ?? 0), 0);
      add(`plan ${title}`, (planUsage?.usd ?? 0) + held);
      for (const { n, usage, reservedUsd } of attempts)
        add(`work ${attemptKey(id, n)}`, usage?.usd ?? reservedUsd);
    }
  return charged;
}
