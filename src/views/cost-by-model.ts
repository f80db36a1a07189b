import { moneyOf } from "#src/core/budget.ts";
import type { Usage } from "#src/core/report.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { tokens, usd } from "./amount.ts";
import { inline } from "./markdown.ts";

type Line = { who: string; runs: number; usd: number; input: number; output: number };

/** Which model cost what, dearest first, over the total. */
export function costByModel(tree: Tree): string {
  const lines = new Map<string, Line>();
  const add = (who: string, usage: Usage | undefined) => {
    if (usage === undefined) return;
    const so = lines.get(who) ?? { who, runs: 0, usd: 0, input: 0, output: 0 };
    lines.set(who, {
      who,
      runs: so.runs + 1,
      usd: so.usd + usage.usd,
      input: so.input + usage.inputTokens,
      output: so.output + usage.outputTokens,
    });
  };
  const planner = `planning with ${rootOf(tree).facts.config.models.planner}`;
  for (const task of tree.tasks.values()) {
    add(isPlainPlan(task) ? planner : "planning, help and rules", task.planUsage);
    for (const { model, usage } of task.attempts) add(`attempts with ${model}`, usage);
  }
  const { spentUsd, inputTokens, outputTokens } = moneyOf(tree);
  return [
    "| What for | Times | Spent | Tokens in / out |",
    "|---|--:|--:|--:|",
    ...[...lines.values()]
      .sort((a, b) => b.usd - a.usd || (a.who < b.who ? -1 : 1))
      .map(
        (line) =>
          `| ${inline(line.who, 80)} | ${line.runs} | ${usd(line.usd)} | ${tokens(line.input)} / ${tokens(line.output)} |`,
      ),
    `| **Total** | | ${usd(spentUsd)} | ${tokens(inputTokens)} / ${tokens(outputTokens)} |`,
  ].join("\n");
}

/** Was nobody asked about it but the planner? */
function isPlainPlan({ escalation, policy }: Task): boolean {
  return escalation === undefined && policy === undefined;
}
