import { type Money, moneyOfTask } from "#src/core/money-of-task.ts";
import { tokens, usd } from "./amount.ts";
import { inline } from "./markdown.ts";
import type { OutlineRow } from "./outline.ts";

const rowsMax = 150;

/** What each task itself cost, over the sum of all. Tasks that cost nothing yet are left out; empty when all did. */
export function moneyTable(rows: readonly OutlineRow[]): string {
  const all = rows.map(({ task }) => ({ task, money: moneyOfTask(task) }));
  const paid = all.filter(
    ({ money }) => money.spentUsd > 0 || money.reservedUsd > 0 || money.inputTokens > 0,
  );
  if (paid.length === 0) return "";
  const more = paid.slice(rowsMax).map(({ money }) => money);
  return [
    "| Task | Attempts | Spent | Reserved | Tokens in / out |",
    "|---|--:|--:|--:|--:|",
    ...paid.slice(0, rowsMax).map(({ task, money }) => line(nameOf(task), task.attempts.length, money)),
    ...(more.length > 0 ? [line(`${more.length} more`, undefined, total(more))] : []),
    line("**Total**", attemptsOf(all), total(all.map(({ money }) => money))),
  ].join("\n");
}

function nameOf(task: OutlineRow["task"]): string {
  if (task.parent === null) return "the first plan";
  return `${task.issue === undefined ? "" : `#${task.issue.number} `}${inline(task.title, 60)}`;
}

function line(name: string, attempts: number | undefined, money: Money): string {
  const { spentUsd, reservedUsd, inputTokens, outputTokens } = money;
  return `| ${name} | ${attempts ?? ""} | ${usd(spentUsd)} | ${usd(reservedUsd)} | ${tokens(inputTokens)} / ${tokens(outputTokens)} |`;
}

function attemptsOf(all: readonly Pick<OutlineRow, "task">[]): number {
  return all.reduce((sum, { task }) => sum + task.attempts.length, 0);
}

function total(all: readonly Money[]): Money {
  const sum = (of: (money: Money) => number) => all.reduce((so, money) => so + of(money), 0);
  return {
    spentUsd: sum(({ spentUsd }) => spentUsd),
    reservedUsd: sum(({ reservedUsd }) => reservedUsd),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
  };
}
