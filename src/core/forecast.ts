import { moneyOf } from "./budget.ts";
import { microUsd, moneyOfTask } from "./money-of-task.ts";
import { reserveUsd } from "./reserves.ts";
import { isClosed, type Size, sizeRank } from "./task.ts";
import { Tasks } from "./tasks.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";
import { addUsd } from "./usage.ts";

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
  const { facts } = rootOf(tree);
  const { worker, router, fixer } = facts.config.models;
  const attempts = worker.map((model) => reserveUsd(facts, "worker", model) ?? 0);
  const help = [reserveUsd(facts, "router", router) ?? 0, reserveUsd(facts, "fixer", fixer) ?? 0];
  return addUsd(Math.max(...attempts), ...help);
}

/** The most that one call of the planner, or one attempt on the lowest rung, may cost. */
function reserveOf(tree: Tree, who: "planner" | "worker"): number {
  const { facts } = rootOf(tree);
  const { planner, worker } = facts.config.models;
  // A ladder has one rung at least.
  return reserveUsd(facts, who, who === "planner" ? planner : (worker[0] as string)) ?? 0;
}
