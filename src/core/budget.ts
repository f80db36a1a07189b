import type { Attempt } from "./attempt.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";

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

export function moneyOf(tree: Tree): Money {
  let total: Money = { spentUsd: 0, reservedUsd: 0, inputTokens: 0, outputTokens: 0 };
  for (const task of tree.tasks.values()) total = add(total, moneyOfTask(task));
  return total;
}

/** What may still be promised: the root's budget less what is spent and what is held back. */
export function leftUsd(tree: Tree): number {
  const { spentUsd, reservedUsd } = moneyOf(tree);
  return microUsd(rootOf(tree).facts.config.budget.usd - spentUsd - reservedUsd);
}

/** Sums of dollars are kept to the millionth, so that adding and settling meet again at zero. */
export function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000) / 1_000_000;
}

function add(a: Money, b: Money): Money {
  return {
    spentUsd: microUsd(a.spentUsd + b.spentUsd),
    reservedUsd: microUsd(a.reservedUsd + b.reservedUsd),
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}
