import { moneyOf } from "./budget.ts";
import { microUsd, moneyOfTask } from "./money-of-task.ts";
import { isClosed, type Size, sizeRank } from "./task.ts";
import { Tasks } from "./tasks.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";
import { reserveOfCall } from "./usage.ts";

/** US dollars: what a tree has cost, what the rest of it will cost as far as one can tell, and both together. */
export type Forecast = Readonly<{ spentUsd: number; restUsd: number; totalUsd: number }>;

/** How many leaves a task of this size most often becomes. */
const leavesOf: Readonly<Record<Size, number>> = { XS: 1, S: 1, M: 1.5, L: 4, XL: 12 };

/** Before there are results of its own, a leaf is taken to use half of what its first attempt may use. */
const usualUse = 0.5;
const resultsMin = 3;

/** Walks the whole tree: for the moments at which people are shown a sum, not for every event. */
export function forecastOf(tree: Tree): Forecast {
  const { spentUsd } = moneyOf(tree);
  const leafUsd = usdOfLeaf(tree);
  const planUsd = reserveOf(tree, "planner") * usualUse;
  let rest = 0;
  for (const task of tree.tasks.values()) {
    if (isClosed(task.status) || !isLeaf(tree, task)) continue;
    const isPlanned = sizeRank(task.size) <= sizeRank("M") || task.parent === null;
    rest += leavesOf[task.size] * leafUsd + (isPlanned ? 0 : planUsd);
  }
  return { spentUsd, restUsd: microUsd(rest), totalUsd: microUsd(spentUsd + rest) };
}

function isLeaf({ tasks }: Tree, { id }: Task): boolean {
  return Tasks.of(tasks).children(id).length === 0;
}

/** What those that are done have cost each, or what may be expected. */
function usdOfLeaf(tree: Tree): number {
  const done = [...tree.tasks.values()].filter((task) => task.status === "done" && task.attempts.length > 0);
  if (done.length < resultsMin) return reserveOf(tree, "worker") * usualUse;
  return done.reduce((sum, task) => sum + moneyOfTask(task).spentUsd, 0) / done.length;
}

/** The most that one attempt on the dearest rung may cost, with the router and the fixer that may follow it. */
export function dearestStepUsd(tree: Tree): number {
  const { config, prices } = rootOf(tree).facts;
  const { worker, router, fixer } = config.models;
  const { attemptInputTokensMax: input, attemptOutputTokensMax: output } = config.limits;
  const of = (model: string) => {
    const price = prices[model];
    return price === undefined ? 0 : reserveOfCall(price, input, output);
  };
  return microUsd(Math.max(...worker.map(of)) + of(router) + of(fixer));
}

/** The most that one call of the planner, or one attempt on the lowest rung, may cost. */
function reserveOf(tree: Tree, who: "planner" | "worker"): number {
  const { config, prices } = rootOf(tree).facts;
  const { models, limits } = config;
  // A ladder has one rung at least.
  const price = prices[who === "planner" ? models.planner : (models.worker[0] as string)];
  if (price === undefined) return 0;
  return who === "planner"
    ? reserveOfCall(price, limits.plannerInputTokensMax, limits.plannerOutputTokensMax)
    : reserveOfCall(price, limits.attemptInputTokensMax, limits.attemptOutputTokensMax);
}
