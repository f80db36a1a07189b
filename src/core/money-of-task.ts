import type { Attempt } from "./attempt.ts";
import type { Task } from "./tree.ts";

/** US dollars and tokens of one task, or of all. Reserved money is held back for a call that has not been settled. */
export type Money = Readonly<{
  spentUsd: number;
  reservedUsd: number;
  inputTokens: number;
  outputTokens: number;
}>;

export function moneyOfTask(task: Task): Money {
  const usages = [task.planUsage, ...task.attempts.map((attempt) => attempt.usage)];
  const sum = (of: (usage: NonNullable<Attempt["usage"]>) => number) =>
    usages.reduce((total, usage) => total + (usage ? of(usage) : 0), 0);
  const open = task.attempts.filter((attempt) => attempt.usage === undefined);
  const reserved = open.reduce(
    (total, attempt) => total + attempt.reservedUsd,
    task.planning?.reservedUsd ?? 0,
  );
  return {
    spentUsd: microUsd(sum((usage) => usage.usd)),
    reservedUsd: microUsd(reserved),
    inputTokens: sum((usage) => usage.inputTokens),
    outputTokens: sum((usage) => usage.outputTokens),
  };
}

/** Sums of dollars are kept to the millionth, so that adding and settling meet again at zero. */
export function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000) / 1_000_000;
}
